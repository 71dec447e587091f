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

    /// <summary>What happens elsewhere while it is asked the next time.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>What each of its answers waits for.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    /// <summary>Whether it answers not at all.</summary>
    public bool Hangs { get; set; }

    /// <summary>Completes when it is asked while it hangs.</summary>
    public Task Hanging => _hanging.Task;

    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        Asked.Enqueue((message, audience.Text));
        if (Hangs)
        {
            _hanging.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        var meanwhile = Meanwhile;
        Meanwhile = null;
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await Until;
        var result = Answer(message);
        if (result.Outcome == PushOutcome.Accepted)
            Taken.Enqueue(message);
        return result;
    }

    /// <summary>What it takes on; by default every platform and every channel.</summary>
    public Func<Installation, bool> Takes { get; set; } = _ => true;

    public Func<Platform, bool> Reaches { get; set; } = _ => true;

    public ConcurrentDictionary<string, Installation> Registered { get; } = new();

    public bool Supports(Platform platform) => Reaches(platform);

    public bool CanRead(Installation installation) => true;

    public Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken)
    {
        var taken = Takes(installation);
        if (taken)
            Registered[installation.HubId] = installation;
        return Task.FromResult(taken);
    }

    public Task<ChannelState> CheckAsync(string installationId, CancellationToken cancellationToken) => Task.FromResult(State(installationId));

    /// <summary>What it knows of an installation; by default what was registered is good.</summary>
    public Func<string, ChannelState> State { get; set; } = _ => ChannelState.Good;

    public Task UnregisterAsync(string installationId, CancellationToken cancellationToken)
    {
        Registered.TryRemove(installationId, out _);
        return Task.CompletedTask;
    }
}
