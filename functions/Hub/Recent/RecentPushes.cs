using ServerlessSupport.Hub.Rest;

namespace ServerlessSupport.Hub.Recent;

/// <summary>A send to the hub and what became of it. What each device gets is worked out when somebody looks.</summary>
internal sealed record RecentPush(
    DateTimeOffset At, string Kind, string? Tags, string Outcome, IReadOnlyList<string> Installations, Func<IReadOnlyList<PlatformPush>> Pushes);

/// <summary>The newest sends, for as long as the process runs.</summary>
internal sealed class RecentPushes
{
    private const int Kept = 200;

    private readonly Lock _lock = new();
    private readonly Queue<RecentPush> _pushes = new();

    public void Add(RecentPush push)
    {
        lock (_lock)
        {
            _pushes.Enqueue(push);
            if (_pushes.Count > Kept)
                _pushes.Dequeue();
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RecentPush> Newest()
    {
        lock (_lock)
            return [.. _pushes.Reverse()];
    }
}
