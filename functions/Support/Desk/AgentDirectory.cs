namespace ServerlessSupport.Desk;

/// <summary>The people of the desk: each is written down at their first visit, from their token, and kept by themselves and by admins.</summary>
public sealed class AgentDirectory(IDeskStore store, DeskDocuments desk, KnownPeople known)
{
    public const int NameLength = 100;

    /// <summary>The caller's own profile, made or brought up to date from the token.</summary>
    public Task<Outcome<Stored<AgentProfile>>> MeetAsync(Caller agent, CancellationToken cancellationToken) =>
        WriteAsync(desk.ChangeAsync(Shelves.People, agent.Key, null, found => Outcome.Of(Met(found, agent)), cancellationToken));

    /// <summary>Changes the caller's own profile. Nobody gives themselves what another is called: a mention shows who is meant a ticket.</summary>
    public async Task<Outcome<Stored<AgentProfile>>> ChangeOwnAsync(
        Caller agent, IReadOnlyList<string>? expected, Func<AgentProfile, AgentProfile> change, CancellationToken cancellationToken)
    {
        var others = (await known.ReadAsync(cancellationToken)).Values.Where(person => person.Key != agent.Key).ToList();
        return await WriteAsync(desk.ChangeAsync(Shelves.People, agent.Key, expected, found => Change(Met(found, agent)), cancellationToken));

        Outcome<AgentProfile> Change(AgentProfile met)
        {
            var changed = change(met);
            return changed.DisplayName == met.DisplayName || changed.DisplayName == met.Name || !others.Any(person => Mentions.Means(person, changed.DisplayName))
                ? changed
                : Refusal.Field("displayName", "is what another agent is called.");
        }
    }

    /// <summary>Changes somebody who has been here; the key is theirs.</summary>
    public Task<Outcome<Stored<AgentProfile>>> ChangeAsync(
        string key, IReadOnlyList<string>? expected, Func<AgentProfile, AgentProfile> change, CancellationToken cancellationToken) =>
        WriteAsync(desk.ChangeAsync(Shelves.People, key, expected, found => found is null ? NotFound() : change(found), cancellationToken));

    /// <summary>Takes somebody out, who comes back with their next visit.</summary>
    public Task<Refusal?> RemoveAsync(string key, IReadOnlyList<string>? expected, CancellationToken cancellationToken) =>
        WriteAsync(desk.DeleteAsync(Shelves.People, key, expected, cancellationToken));

    public Task<IReadOnlyList<DeskItem<AgentProfile>>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(Shelves.People, cancellationToken);

    /// <summary>The profile of the agent with this key; null when they have never been here.</summary>
    public async Task<AgentProfile?> FindAsync(string key, CancellationToken cancellationToken) => (await store.FindAsync(Shelves.People, key, cancellationToken))?.Document;

    /// <summary>Why the caller may not change people and queues: that is for whom the token or the directory calls an admin.</summary>
    public async Task<Refusal?> RefuseUnlessAdminAsync(Caller agent, CancellationToken cancellationToken) =>
        agent.IsAdmin || await FindAsync(agent.Key, cancellationToken) is { Role: AgentRank.Admin }
            ? null
            : ProblemCode.Forbidden.With("This is for admins of the desk.");

    private async Task<T> WriteAsync<T>(Task<T> writing)
    {
        var written = await writing;
        known.Forget();
        return written;
    }

    private static AgentProfile Met(AgentProfile? found, Caller agent)
    {
        var name = Graphemes.Cut(WrittenText.OneLine(agent.Name), NameLength) is { Length: > 0 } told ? told : null;
        return found is null
            ? new AgentProfile { Key = agent.Key, Id = agent.Id, Name = name, DisplayName = name ?? agent.Id, Role = agent.IsAdmin ? AgentRank.Admin : AgentRank.Agent }
            : found with { Name = name ?? found.Name };
    }

    private static Refusal NotFound() => ProblemCode.NotFound.With("Nobody with this key has been here.");
}
