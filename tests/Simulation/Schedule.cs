using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>
/// One run of the world under one seed: agents write updates, two processes push them while everything goes wrong, and
/// then nothing does any more for long enough. The same seed runs the same way.
/// </summary>
internal sealed class Schedule
{
    // When the tickets have been claimed.
    private static readonly DateTimeOffset Start = Some.Morning.AddMinutes(1);
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(80);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly SeededScheduler _scheduler;
    private readonly Instance?[] _instances = new Instance?[2];
    private readonly DateTimeOffset[] _startAt = new DateTimeOffset[2];
    private readonly List<(DateTimeOffset At, string TicketId, string Text, bool IsResult)> _writes = [];
    private readonly Dictionary<(string TicketId, int Seq), DateTimeOffset> _receipts = [];
    private readonly PushOptions _options;

    public Schedule(int seed, bool reconciles)
    {
        Reconciles = reconciles;
        Chaos = new Chaos(seed, _time, losesBatches: reconciles);
        _scheduler = new SeededScheduler(Chaos.Random);
        Queue = new SimulatedQueue(Chaos, _time);
        Hub = new SimulatedHub(Chaos, _time) { OnTaken = Receive };
        _options = new PushOptions { CircuitFailures = 3, Concurrency = 1 + Chaos.Random.Next(4), MaxAttempts = 4 + Chaos.Random.Next(5) };
        if (reconciles)
            PlanQuiet();
        else
            _options.ResendAfter = TimeSpan.Zero;
        for (var ticket = 1 + Chaos.Random.Next(4); ticket > 0; ticket--)
            Plan(TicketId.Derived(Some.Alice.Key, $"{ticket}"), updates: 1 + Chaos.Random.Next(4));
    }

    public Chaos Chaos { get; }

    /// <summary>Whether the reconciler runs, and with it what only it looks after: skipped batches, quiet hours, unconfirmed updates.</summary>
    public bool Reconciles { get; }

    public Durable Durable { get; } = new();

    public SimulatedQueue Queue { get; }

    public SimulatedHub Hub { get; }

    public int MaxAttempts => _options.MaxAttempts;

    public TimeSpan SendTimeout => _options.SendTimeout;

    public int Crashes { get; private set; }

    /// <summary>Whether the device of this ticket confirms what it receives.</summary>
    public static bool Confirms(string ticketId) => ticketId[^1] % 3 != 0;

    public Schedule Run()
    {
        for (var end = _time.GetUtcNow() + Chaos.Lasts + Calm; _time.GetUtcNow() < end; _time.Advance(TimeSpan.FromSeconds(Chaos.IsOn ? 1 : 10)))
        {
            Write();
            for (var i = 0; i < _instances.Length; i++)
                Wake(i);
            _scheduler.RunReady();
        }

        return this;
    }

    // In a third of the schedules the only device wants quiet for some minutes, in another a second one does.
    private void PlanQuiet()
    {
        var begin = TimeOnly.FromDateTime(_time.GetUtcNow().UtcDateTime).AddMinutes(Chaos.Random.Next(10));
        var quiet = new QuietHours(begin, begin.AddMinutes(1 + Chaos.Random.Next(20)));
        switch (Chaos.Random.Next(3))
        {
            case 1:
                Durable.Devices[0] = Durable.Devices[0] with { QuietHours = quiet };
                break;
            case 2:
                Durable.Devices.Add(Durable.Device("tablet") with { QuietHours = quiet });
                break;
        }
    }

    private void Plan(string ticketId, int updates)
    {
        Durable.Put(Some.ClaimedTicket() with { Id = ticketId });
        // Spread over all of the time, or one soon after the other.
        var within = Chaos.Lasts * (Chaos.Random.Next(2) == 0 ? 1 : 0.1);
        var from = _time.GetUtcNow() + ((Chaos.Lasts - within) * Chaos.Random.NextDouble());
        var times = Enumerable.Range(0, updates).Select(_ => from + (within * Chaos.Random.NextDouble())).Order().ToList();
        var isResolved = Chaos.Random.Next(2) == 0;
        foreach (var at in times)
            _writes.Add((at, ticketId, Chaos.Random.Next(20) == 0 ? "refused" : "news", isResolved && at == times[^1]));
    }

    private void Write()
    {
        var now = _time.GetUtcNow();
        foreach (var (_, ticketId, text, isResult) in _writes.Where(write => write.At <= now).OrderBy(write => write.At))
        {
            var ticket = Durable.Tickets[ticketId];
            Durable.Put(Some.Made(isResult ? AgentRules.Resolve(ticket, Some.Agent, text, now) : AgentRules.Progress(ticket, Some.Agent, text, now, Some.Reminders)));
        }

        _writes.RemoveAll(write => write.At <= now);
    }

    private void Wake(int i)
    {
        var now = _time.GetUtcNow();
        if (_instances[i] is { IsOver: true })
        {
            (_instances[i], _startAt[i]) = (null, now + TimeSpan.FromSeconds(Chaos.Random.Next(60)));
            Crashes++;
        }

        if (now < _startAt[i])
            return;
        var instance = _instances[i] ??= new Instance(Durable, Queue, Hub, Chaos, _options, _time);
        _scheduler.Start(instance.FeedAsync);
        _scheduler.Start(instance.HandleMessageAsync);
        if (Reconciles && i == 0 && (now - Start).TotalSeconds % 300 < 5)
            _scheduler.Start(instance.ReconcileAsync);
        foreach (var ((ticketId, seq), at) in _receipts.Where(receipt => receipt.Value <= now).ToList())
            _scheduler.Start(() => instance.ConfirmAsync(ticketId, seq, at, () => _receipts.Remove((ticketId, seq))));
    }

    private void Receive(PushMessage message)
    {
        if (Confirms(message.TicketId))
            _receipts.TryAdd((message.TicketId, message.Seq), _time.GetUtcNow().AddSeconds(Chaos.Random.Next(60)));
    }
}
