using ServerlessSupport.Devices;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push.Simulation;

/// <summary>A push platform that is down for stretches, throttles, fails at random, is slow, and refuses some updates for good.</summary>
internal sealed class SimulatedHub
{
    private readonly Chaos _chaos;
    private readonly TimeProvider _time;
    private readonly List<(DateTimeOffset From, DateTimeOffset To, bool Throttles)> _troubles = [];
    private readonly double _failing;

    public SimulatedHub(Chaos chaos, TimeProvider time)
    {
        (_chaos, _time) = (chaos, time);
        _failing = chaos.Random.NextDouble() * 0.4;
        for (var i = chaos.Random.Next(4); i > 0; i--)
        {
            var from = time.GetUtcNow() + (Chaos.Lasts * chaos.Random.NextDouble());
            _troubles.Add((from, from + TimeSpan.FromMinutes(chaos.Random.NextDouble() * 8), chaos.Random.Next(2) == 0));
        }
    }

    /// <summary>Each time the platform took an update for a device.</summary>
    public List<(string TicketId, int Seq, string Device, DateTimeOffset At)> Taken { get; } = [];

    /// <summary>How often it was asked for an update and did not say that it took it.</summary>
    public Dictionary<(string TicketId, int Seq), int> NotTaken { get; } = [];

    public Action<PushMessage> OnTaken { get; set; } = _ => { };

    public static bool Refuses(string? text) => text?.EndsWith("refused", StringComparison.Ordinal) == true;

    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(_chaos.Happens(0.05) ? 40 : _chaos.Happens(0.5) ? _chaos.Random.NextDouble() * 5 : 0), _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Too late for the caller; the platform may have taken it all the same.
            Count(message);
            if (_chaos.Random.Next(2) == 0)
                Take(message, audience);
            throw;
        }

        var result = Answer(message);
        if (result.Outcome == PushOutcome.Accepted)
            Take(message, audience);
        else
            Count(message);
        return result;
    }

    private PushResult Answer(PushMessage message)
    {
        var now = _time.GetUtcNow();
        if (_chaos.IsOn && _troubles.Find(trouble => trouble.From <= now && now < trouble.To) is { To: var to, Throttles: var throttles } && to > now)
            return throttles ? new PushResult(PushOutcome.Unavailable, "throttled", TimeSpan.FromSeconds(20)) : new PushResult(PushOutcome.Unavailable, "down");
        if (_chaos.Happens(_failing))
            return new PushResult(PushOutcome.Unavailable, "failed");
        return Refuses(message.Text) ? new PushResult(PushOutcome.Refused, "refused") : PushResult.Accepted;
    }

    private void Take(PushMessage message, TagExpression audience)
    {
        if (Refuses(message.Text))
            return;
        foreach (var tag in audience.Text.Split(" || "))
            Taken.Add((message.TicketId, message.Seq, tag.Split(':')[1], _time.GetUtcNow()));
        OnTaken(message);
    }

    private void Count(PushMessage message) => NotTaken[(message.TicketId, message.Seq)] = NotTaken.GetValueOrDefault((message.TicketId, message.Seq)) + 1;
}

/// <summary>The platform as one process asks it.</summary>
internal sealed class AskedHub(SimulatedHub hub, Life life) : IPushGateway
{
    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        await life.StepAsync();
        var result = await hub.SendAsync(message, audience, cancellationToken);
        await life.StepAsync();
        return result;
    }

    public bool Supports(Platform platform) => true;

    public Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelState> CheckAsync(string installationId, CancellationToken cancellationToken) => Task.FromResult(ChannelState.Good);

    public Task UnregisterAsync(string installationId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
