using System.Collections.Concurrent;

namespace ServerlessSupport.Desk;

/// <summary>How often a person may do something: in an hour and in a day, each by the clock (UTC); 0 is no limit.</summary>
/// <param name="Name">What is counted, as <c>texts</c>; the limits are called <c>texts-per-hour</c> and <c>texts-per-day</c>.</param>
/// <param name="Does">What a person does so often, for the sentence of the refusal.</param>
public sealed record Allowance(string Name, string Does, int PerHour, int PerDay)
{
    /// <summary>The smaller of the limits that there are.</summary>
    public int Smallest => PerHour == 0 ? PerDay : PerDay == 0 ? PerHour : Math.Min(PerHour, PerDay);
}

/// <summary>
/// Counts what leaves nothing that could be counted, in one document a person, so that limits hold across instances and restarts. An instance gives the
/// first few of a day away and takes the others in blocks, so that nobody who behaves pays for it, and a flood costs a read and a write for each block;
/// once a limit is reached it costs nothing. Several instances may give away a block each beyond the limit.
/// </summary>
public sealed class Allowances(IDeskStore store, TimeProvider time)
{
    /// <summary>What an instance gives a person in a day without counting, and how many it takes at once after that.</summary>
    public const int Block = 5;

    private const int MaxRemembered = 100_000;
    private const int MaxTries = 10;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<(string Person, string Name), Held> _held = [];
    private long _day;

    /// <summary>Why the person may not do it now; null when they may, which counts as once. Throws <see cref="UnavailableException"/>.</summary>
    public async ValueTask<Refusal?> RefuseAsync(string personKey, Allowance allowance, CancellationToken cancellationToken)
    {
        if (allowance is { PerHour: 0, PerDay: 0 })
            return null;
        var held = HeldBy(personKey, allowance);
        while (true)
        {
            Task taking;
            lock (held)
            {
                if (held.Take())
                    return null;
                if (held.Reached is { } reached && reached.Until - time.GetUtcNow() is var wait && wait > TimeSpan.Zero && wait <= reached.Limit.Window)
                    return (reached.Limit with { RetryAfter = wait }).Refuse($"A person may {allowance.Does} {reached.Limit.Quota} times {(reached.Limit.Window == Day ? "a day" : "an hour")}.");
                taking = held.Taking is { IsCompleted: false } underWay ? underWay : held.Taking = TakeBlockAsync(personKey, allowance, held);
            }

            await taking.WaitAsync(cancellationToken);
        }
    }

    private Held HeldBy(string personKey, Allowance allowance)
    {
        var day = time.GetUtcNow().UtcTicks / Day.Ticks;
        if (Interlocked.Exchange(ref _day, day) != day || _held.Count >= MaxRemembered)
            _held.Clear();
        return _held.GetOrAdd((personKey, allowance.Name), _ => new Held(Math.Min(Block, allowance.Smallest)));
    }

    // For all who ask meanwhile: none of them cancels it.
    private async Task TakeBlockAsync(string personKey, Allowance allowance, Held held)
    {
        await Task.Yield();
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var found = await store.FindAsync(Shelves.Usage(personKey), Usage.Id, CancellationToken.None);
            var now = time.GetUtcNow();
            var usage = found?.Document ?? new Usage();
            var used = usage.Of(allowance.Name).At(now.UtcTicks / Hour.Ticks, now.UtcTicks / Day.Ticks).Add(held.Given);
            var block = Math.Min(Block, used.LeftOf(allowance));
            var written = await store.TryWriteAsync(Shelves.Usage(personKey), Usage.Id, usage.With(allowance.Name, used.Add(block)), found?.ETag, CancellationToken.None);
            // There is one, again and again, that cannot be read: a damaged count keeps nobody from writing.
            if (written is null && found is null && tries > 0)
                await store.PutAsync(Shelves.Usage(personKey), Usage.Id, new Usage(), CancellationToken.None);
            if (written is null)
                continue;
            lock (held)
                held.Refill(block, block > 0 ? null : Reached(allowance, used, now));
            return;
        }

        throw new UnavailableException("What a person has used up kept changing.");
    }

    private static (ReachedLimit Limit, DateTimeOffset Until) Reached(Allowance allowance, UsedUp used, DateTimeOffset now)
    {
        var isDay = allowance.PerDay > 0 && used.InDay >= allowance.PerDay;
        var (window, quota) = isDay ? (Day, allowance.PerDay) : (Hour, allowance.PerHour);
        var until = new DateTimeOffset(((now.UtcTicks / window.Ticks) + 1) * window.Ticks, TimeSpan.Zero);
        return (new ReachedLimit($"{allowance.Name}-per-{(isDay ? "day" : "hour")}", quota, window, until - now), until);
    }

    /// <summary>What an instance holds of a person's allowance. Used under its own lock.</summary>
    private sealed class Held(int free)
    {
        private int _left = free;

        /// <summary>How many were given away that nobody has counted.</summary>
        public int Given { get; private set; }

        public (ReachedLimit Limit, DateTimeOffset Until)? Reached { get; private set; }

        public Task? Taking { get; set; }

        public bool Take()
        {
            if (_left == 0)
                return false;
            _left--;
            Given += _isCounted ? 0 : 1;
            return true;
        }

        public void Refill(int block, (ReachedLimit Limit, DateTimeOffset Until)? reached) => (_left, Given, _isCounted, Reached) = (block, 0, true, reached);

        private bool _isCounted;
    }
}

/// <summary>What a person has used up of what is counted, by the name of each.</summary>
public sealed record Usage
{
    /// <summary>The id of the one document.</summary>
    public const string Id = "counts";

    public IReadOnlyDictionary<string, UsedUp> Counts { get; init; } = new Dictionary<string, UsedUp>();

    public UsedUp Of(string name) => Counts.TryGetValue(name, out var used) ? used : new UsedUp(0, 0, 0, 0);

    public Usage With(string name, UsedUp used) => new() { Counts = new Dictionary<string, UsedUp>(Counts) { [name] = used } };
}

/// <summary>How many in which hour and in which day, both counted from the beginning of the calendar.</summary>
public sealed record UsedUp(long Hour, int InHour, long Day, int InDay)
{
    /// <summary>The same by the clock as it is now. Another hour than this one is over, or was written by a clock that has been put back.</summary>
    public UsedUp At(long hour, long day) => new(hour, hour == Hour ? InHour : 0, day, day == Day ? InDay : 0);

    public UsedUp Add(int count) => this with { InHour = InHour + count, InDay = InDay + count };

    public int LeftOf(Allowance allowance) => Math.Max(0, Math.Min(
        allowance.PerHour == 0 ? int.MaxValue : allowance.PerHour - InHour,
        allowance.PerDay == 0 ? int.MaxValue : allowance.PerDay - InDay));
}
