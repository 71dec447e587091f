using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Knows whether any agent is told of new tickets, so that a server whose agents want no pushes, or have no devices, has no work with each
/// ticket that comes in. What it knows it knows for a minute; who becomes somebody to tell within it learns of older tickets from the reconciler.
/// </summary>
public sealed class AgentsToTell(IInstallationStore installations, IDeskStore desk, TimeProvider time)
{
    /// <summary>More devices than all agents together have.</summary>
    public const int MaxDevices = 4_000;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private Answer? _last;
    private int _forgotten;

    /// <summary>False when it is known that nobody is to be told; costs nothing.</summary>
    public bool MayBeSomebody => Known is not { IsSomebody: false };

    /// <summary>Whether anybody is told of new tickets: once in a minute a query of the people and of the agents' devices. Throws <see cref="UnavailableException"/>.</summary>
    public async Task<bool> IsSomebodyAsync(CancellationToken cancellationToken)
    {
        if (Known is { } known)
            return known.IsSomebody;
        var (at, forgotten) = (time.GetTimestamp(), _forgotten);
        var isSomebody = await LookAsync(cancellationToken);
        if (forgotten == _forgotten)
            _last = new Answer(at, isSomebody);
        return isSomebody;
    }

    /// <summary>Somebody has a device now, or chose otherwise.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _forgotten);
        _last = null;
    }

    /// <summary>The people of the desk.</summary>
    public async Task<IReadOnlyList<AgentProfile>> PeopleAsync(CancellationToken cancellationToken) =>
        [.. (await desk.ListAsync(Shelves.People, cancellationToken)).Select(item => item.Document)];

    private Answer? Known => _last is { } last && time.GetElapsedTime(last.At) < GoodFor ? last : null;

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        string? cursor = null;
        var read = 0;
        IReadOnlyList<AgentProfile>? people = null;
        do
        {
            var page = await installations.ListAgentsAsync(new PageRequest(TagExpression.MaxTags, cursor), cancellationToken);
            if (page.Items.Count > 0)
                people ??= await PeopleAsync(cancellationToken);
            if (page.Items.Any(device => AudienceRules.Wants(people!.FirstOrDefault(person => person.Key == device.PersonKey), EntryKind.Submitted)))
                return true;
            (cursor, read) = (page.Cursor, read + page.Items.Count);
        }
        while (cursor is not null && read < MaxDevices);
        return false;
    }

    private sealed record Answer(long At, bool IsSomebody);
}
