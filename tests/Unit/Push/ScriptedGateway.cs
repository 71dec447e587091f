using System.Collections.Concurrent;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

/// <summary>A platform that answers as told, and remembers what it took.</summary>
internal sealed class ScriptedGateway : IPushGateway
{
    public Func<PushMessage, PushResult> Answer { get; set; } = _ => PushResult.Accepted;

    public ConcurrentQueue<(PushMessage Message, string Audience)> Asked { get; } = new();

    public IEnumerable<int> TakenSeqs => Taken.Select(message => message.Seq);

    public ConcurrentQueue<PushMessage> Taken { get; } = new();

    public Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        Asked.Enqueue((message, audience.Text));
        var result = Answer(message);
        if (result.Outcome == PushOutcome.Accepted)
            Taken.Enqueue(message);
        return Task.FromResult(result);
    }

    /// <summary>What it takes on; by default every platform and every channel.</summary>
    public Func<Installation, bool> Takes { get; set; } = _ => true;

    public Func<Platform, bool> Reaches { get; set; } = _ => true;

    public ConcurrentDictionary<string, Installation> Registered { get; } = new();

    public bool Supports(Platform platform) => Reaches(platform);

    public Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken)
    {
        var taken = Takes(installation);
        if (taken)
            Registered[installation.Id] = installation;
        return Task.FromResult(taken);
    }

    public Task UnregisterAsync(string installationId, CancellationToken cancellationToken)
    {
        Registered.TryRemove(installationId, out _);
        return Task.CompletedTask;
    }
}
