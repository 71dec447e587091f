using ServerlessSupport.Hub.Installations;

namespace ServerlessSupport.Hub.Faults;

/// <summary>What becomes of a call to the hub: its answer, and whether a send reaches its devices all the same.</summary>
internal sealed record HubVerdict(int Status, TimeSpan? RetryAfter, bool IsDelivered)
{
    public static readonly HubVerdict Fine = new(201, null, IsDelivered: true);

    public bool IsFault => Status >= 400;

    /// <summary>The outcome in a few words.</summary>
    public string Describe() => (IsFault, IsDelivered) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"delivered, answered {Status}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"answered {Status}"),
        (false, true) => "accepted",
        (false, false) => "accepted, dropped",
    };
}

/// <summary>The faults that are switched on, for as long as the process runs.</summary>
internal sealed class InjectedFaults(TimeProvider time)
{
    private FaultPlan _plan = new();
    private long _calls;

    public FaultPlan Plan
    {
        get => Volatile.Read(ref _plan);
        set => Volatile.Write(ref _plan, value);
    }

    public bool IsExpired(HubInstallation device) => Plan.ExpiredChannels.Contains(device.PushChannel);

    /// <summary>Decides about one call, after the time that it takes.</summary>
    public async ValueTask<HubVerdict> NextAsync(CancellationToken cancellationToken)
    {
        var plan = Plan;
        if (plan.Delay is { } delay)
            await Task.Delay(delay.From + ((delay.To - delay.From) * Roll()), time, cancellationToken);
        if (plan.DownUntil > time.GetUtcNow())
            return new HubVerdict(503, null, IsDelivered: false);
        if (plan.Throttle is { } throttle && Interlocked.Increment(ref _calls) % throttle.Every == 0)
            return new HubVerdict(429, throttle.RetryAfter, IsDelivered: false);
        var roll = Roll();
        foreach (var fault in plan.Statuses)
            if ((roll -= fault.Probability) < 0)
                return new HubVerdict(fault.Status, fault.RetryAfter, IsDelivered: false);
        if (Roll() < plan.LostAnswerRate)
            return new HubVerdict(504, null, IsDelivered: true);
        return Roll() < plan.DropRate ? HubVerdict.Fine with { IsDelivered = false } : HubVerdict.Fine;
    }

#pragma warning disable CA5394 // Faults need no secrecy.
    private static double Roll() => Random.Shared.NextDouble();
#pragma warning restore CA5394
}
