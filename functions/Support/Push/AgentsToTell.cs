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
    private readonly Lock _lock = new();
    private Answer? _last;

    /// <summary>False when it is known that nobody is to be told; costs nothing.</summary>
    public bool MayBeSomebody => _last is not { IsSomebody: { IsCompletedSuccessfully: true, Result: false } } last || !IsGood(last);

    /// <summary>Whether anybody is told of new tickets: once in a minute a query of the people and of the agents' devices. Throws <see cref="UnavailableException"/>.</summary>
    public Task<bool> IsSomebodyAsync()
    {
        lock (_lock)
        {
            if (_last is null || !IsGood(_last))
                _last = new Answer(time.GetTimestamp(), LookAsync());
            return _last.IsSomebody;
        }
    }

    /// <summary>Somebody has a device now, or chose otherwise.</summary>
    public void Forget()
    {
        lock (_lock)
            _last = null;
    }

    /// <summary>The people of the desk.</summary>
    public async Task<IReadOnlyList<AgentProfile>> PeopleAsync(CancellationToken cancellationToken) =>
        [.. (await desk.ListAsync(Shelves.People, cancellationToken)).Select(item => item.Document)];

    private bool IsGood(Answer answer) => !answer.IsSomebody.IsFaulted && time.GetElapsedTime(answer.At) < GoodFor;

    // For all who ask meanwhile: none of them cancels it.
    private async Task<bool> LookAsync()
    {
        ListPosition? after = null;
        var read = 0;
        IReadOnlyList<AgentProfile>? people = null;
        do
        {
            var page = await installations.ListAgentsAsync(new PageRequest(TagExpression.MaxTags, after), CancellationToken.None);
            if (page.Items.Count > 0)
                people ??= await PeopleAsync(CancellationToken.None);
            if (page.Items.Any(device => AudienceRules.Wants(people!.FirstOrDefault(person => person.Key == device.PersonKey), EntryKind.Submitted)))
                return true;
            (after, read) = (page.Next, read + page.Items.Count);
        }
        while (after is not null && read < MaxDevices);
        return false;
    }

    private sealed record Answer(long At, Task<bool> IsSomebody);
}
