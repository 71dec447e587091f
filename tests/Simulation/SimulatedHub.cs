using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>A push platform that is down for stretches, throttles, fails at random, is slow, and refuses some updates for good.</summary>
internal sealed class SimulatedHub
{
    private readonly Chaos _chaos;
    private readonly TimeProvider _time;
    private readonly Durable _durable;
    private readonly List<(DateTimeOffset From, DateTimeOffset To, bool Throttles)> _troubles = [];
    private readonly double _failing;

    public SimulatedHub(Chaos chaos, TimeProvider time, Durable durable)
    {
        (_chaos, _time, _durable) = (chaos, time, durable);
        _failing = chaos.Random.NextDouble() * 0.4;
        for (var i = chaos.Random.Next(4); i > 0; i--)
        {
            var from = time.GetUtcNow() + (Chaos.Lasts * chaos.Random.NextDouble());
            _troubles.Add((from, from + TimeSpan.FromMinutes(chaos.Random.NextDouble() * 8), chaos.Random.Next(2) == 0));
        }
    }

    /// <summary>Each time the platform took something for a device, and who was signed in there.</summary>
    public List<Taken> Taken { get; } = [];

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
        var devices = audience.Text.Split(" || ").Select(Find).OfType<Installation>().ToList();
        foreach (var device in devices)
            foreach (var ticketId in message.Text is { } ids && message.Kind == EntryKind.Reminder ? ids.Split('\n') : [message.TicketId])
                Taken.Add(new Taken(ticketId, message.Seq, message.Kind, device.Id, device.PersonKey, _time.GetUtcNow()));
        if (devices.Count > 0)
            OnTaken(message);
    }

    /// <summary>The device that carries the tag, as the platform knows it.</summary>
    private Installation? Find(string tag) =>
        _durable.Registered.Values.FirstOrDefault(device => device.RegistrationTag == tag);

    private void Count(PushMessage message) => NotTaken[(message.TicketId, message.Seq)] = NotTaken.GetValueOrDefault((message.TicketId, message.Seq)) + 1;
}

/// <summary>What the platform took for a device: of which ticket and entry, and of a push about several tickets, each.</summary>
internal sealed record Taken(string TicketId, int Seq, EntryKind Kind, string Device, string PersonKey, DateTimeOffset At)
{
    /// <summary>Whether it was an update for the customer, and not something that agents are told.</summary>
    public bool IsUpdate => Kind is EntryKind.Progress or EntryKind.Result;
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

    public bool CanRead(Installation installation) => true;

    public Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelState> CheckAsync(string installationId, CancellationToken cancellationToken) => Task.FromResult(ChannelState.Good);

    public Task UnregisterAsync(string installationId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
