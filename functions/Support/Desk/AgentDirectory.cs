namespace ServerlessSupport.Desk;

/// <summary>The people of the desk: each is written down at their first visit, from their token, and kept by themselves and by admins.</summary>
public sealed class AgentDirectory(IDeskStore store, DeskDocuments desk, KnownPeople known, TimeProvider time)
{
    /// <summary>What is said to who was taken out and comes all the same.</summary>
    public const string TakenOut = "You were taken out of the directory of agents. An admin can take you back.";

    public const int NameLength = 100;

    /// <summary>The caller's own profile, made or brought up to date from the token.</summary>
    public Task<Outcome<Stored<AgentProfile>>> MeetAsync(Caller agent, CancellationToken cancellationToken) =>
        WriteAsync(desk.ChangeAsync(Shelves.People, agent.Key, null, found => Met(found, agent), cancellationToken));

    /// <summary>Changes the caller's own profile. Nobody gives themselves what another is called: a mention shows who is meant a ticket.</summary>
    public async Task<Outcome<Stored<AgentProfile>>> ChangeOwnAsync(
        Caller agent, IReadOnlyList<string>? expected, Func<AgentProfile, AgentProfile> change, CancellationToken cancellationToken)
    {
        var others = (await known.ReadAsync(cancellationToken)).Values.Where(person => person.Key != agent.Key && person.RemovedAt is null).ToList();
        return await WriteAsync(desk.ChangeAsync(Shelves.People, agent.Key, expected, found => Met(found, agent).Refused(out var refusal, out var met) ? refusal : Change(met), cancellationToken));

        Outcome<AgentProfile> Change(AgentProfile met)
        {
            var changed = change(met);
            return changed.DisplayName == met.DisplayName || changed.DisplayName == met.Name || !others.Any(person => Mentions.Means(person, changed.DisplayName))
                ? changed
                : Refusal.Field("displayName", "is what another agent is called.");
        }
    }

    /// <summary>Changes somebody who has been here; the key is theirs. Who was taken out is taken back by it.</summary>
    public Task<Outcome<Stored<AgentProfile>>> ChangeAsync(
        string key, IReadOnlyList<string>? expected, Func<AgentProfile, AgentProfile> change, CancellationToken cancellationToken) =>
        WriteAsync(desk.ChangeAsync(Shelves.People, key, expected, found => found is null ? NotFound() : change(found.TakenBack()), cancellationToken));

    /// <summary>Takes somebody out, whom an admin can take back; who has not been here, or is out already, is so afterwards.</summary>
    public async Task<Refusal?> RemoveAsync(string key, IReadOnlyList<string>? expected, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Shelves.People, key, cancellationToken) is null)
            return null;
        var written = await WriteAsync(desk.ChangeAsync(
            Shelves.People, key, expected, found => found is null ? NotFound() : found.RemovedAt is null ? found.TakenOut(time.GetUtcNow()) : found, cancellationToken));
        return written.Refused(out var refusal, out _) ? refusal : null;
    }

    /// <summary>The agents, or those who were taken out.</summary>
    public async Task<IReadOnlyList<DeskItem<AgentProfile>>> ListAsync(bool removed, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(Shelves.People, cancellationToken)).Where(person => person.Document.RemovedAt is not null == removed)];

    /// <summary>The profile of the agent with this key; null when they have never been here.</summary>
    public async Task<AgentProfile?> FindAsync(string key, CancellationToken cancellationToken) => (await store.FindAsync(Shelves.People, key, cancellationToken))?.Document;

    /// <summary>Why the caller may not change people and queues: that is for whom the token or the directory calls an admin.</summary>
    public async Task<Refusal?> RefuseUnlessAdminAsync(Caller agent, CancellationToken cancellationToken) =>
        agent.IsAdmin || await FindAsync(agent.Key, cancellationToken) is { Role: AgentRank.Admin, RemovedAt: null }
            ? null
            : ProblemCode.Forbidden.With("This is for admins of the desk.");

    private async Task<T> WriteAsync<T>(Task<T> writing)
    {
        var written = await writing;
        known.Forget();
        return written;
    }

    private static Outcome<AgentProfile> Met(AgentProfile? found, Caller agent)
    {
        if (found?.RemovedAt is not null && !agent.IsAdmin)
            return ProblemCode.Forbidden.With(TakenOut);
        var name = Graphemes.Cut(WrittenText.OneLine(agent.Name), NameLength) is { Length: > 0 } told ? told : null;
        return found is null
            ? new AgentProfile { Key = agent.Key, Id = agent.Id, Name = name, DisplayName = name ?? agent.Id, Role = agent.IsAdmin ? AgentRank.Admin : AgentRank.Agent }
            : found.TakenBack() with { Name = name ?? found.Name };
    }

    private static Refusal NotFound() => ProblemCode.NotFound.With("Nobody with this key has been here.");
}
