using System.Collections.Concurrent;
using ServerlessSupport.Desk;

namespace ServerlessSupport.Tickets;

/// <summary>
/// How much a customer may ask of agents in an hour and a day. What counts is what is stored, so the limits hold across instances and
/// restarts; the first few tickets of a day are not counted there, so that nobody who behaves pays a read for it.
/// </summary>
public sealed class CustomerQuota(ITicketStore store, Allowances allowances, IOptions<TicketsOptions> options, TimeProvider time)
{
    /// <summary>Tickets of one customer in a day that one instance takes without counting what is stored.</summary>
    public const int Uncounted = 5;

    private const int MaxRemembered = 100_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<string, int> _opened = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private long _day;

    /// <summary>Whether the customer may open a ticket without a look at what is stored.</summary>
    public bool IsFree(string customerKey) => options.Value is { MaxPerHour: 0, MaxPerDay: 0 } || Remember(customerKey) <= Math.Min(Uncounted, Smallest);

    /// <summary>By which a customer's tickets are counted and opened one after the other: side by side, each would count those before the others were there.</summary>
    public SemaphoreSlim TurnOf(string customerKey)
    {
        if (_turns.Count >= MaxRemembered)
            _turns.Clear();
        return _turns.GetOrAdd(customerKey, _ => new SemaphoreSlim(1));
    }

    /// <summary>Why the customer may open no ticket now, by their tickets; null when they may. One query of their partition.</summary>
    public async Task<Refusal?> RefuseAsync(string customerKey, CancellationToken cancellationToken)
    {
        var (perHour, perDay) = (options.Value.MaxPerHour, options.Value.MaxPerDay);
        var newest = (await store.ListByCustomerAsync(customerKey, new PageRequest(Math.Max(perHour, perDay)), cancellationToken)).Items;
        return Refuse("tickets-per-hour", newest, perHour, Hour) ?? Refuse("tickets-per-day", newest, perDay, Day);
    }

    /// <summary>Why the customer may write and ask nothing more now; null when they may, which counts.</summary>
    public ValueTask<Refusal?> RefuseTextAsync(string customerKey, CancellationToken cancellationToken) =>
        allowances.RefuseAsync(customerKey, new Allowance("texts", "write or ask", options.Value.MaxTextsPerHour, options.Value.MaxTextsPerDay), cancellationToken);

    /// <summary>Why the customer may announce no file now; null when they may, which counts.</summary>
    public ValueTask<Refusal?> RefuseUploadAsync(string customerKey, CancellationToken cancellationToken) =>
        allowances.RefuseAsync(customerKey, new Allowance("uploads", "announce a file", options.Value.MaxUploadsPerHour, options.Value.MaxUploadsPerDay), cancellationToken);

    private Refusal? Refuse(string name, IReadOnlyList<TicketBrief> newest, int quota, TimeSpan window)
    {
        var now = time.GetUtcNow();
        if (quota == 0 || newest.Count < quota)
            return null;
        // From a time to come: written by a clock that has been put back since.
        var room = newest[quota - 1].CreatedAt + window - now;
        return room <= TimeSpan.Zero || room > window
            ? null
            : new ReachedLimit(name, quota, window, room).Refuse($"A customer may open {quota} tickets in {(window == Day ? "a day" : "an hour")}. Write on one that is open.");
    }

    private int Smallest => options.Value switch
    {
        { MaxPerHour: 0 } given => given.MaxPerDay,
        { MaxPerDay: 0 } given => given.MaxPerHour,
        var given => Math.Min(given.MaxPerHour, given.MaxPerDay),
    };

    private int Remember(string customerKey)
    {
        var day = time.GetUtcNow().UtcTicks / Day.Ticks;
        if (Interlocked.Exchange(ref _day, day) != day || _opened.Count >= MaxRemembered)
            _opened.Clear();
        return _opened.AddOrUpdate(customerKey, 1, (_, count) => count + 1);
    }
}
