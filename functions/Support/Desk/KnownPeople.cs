namespace ServerlessSupport.Desk;

/// <summary>
/// The directory as this instance knows it, so that a request costs no look into it: read once in a minute while somebody asks, and anew when this instance
/// has changed it. What another instance changed counts here a minute later at most.
/// </summary>
public sealed class KnownPeople(IDeskStore store, TimeProvider time)
{
    /// <summary>How long what was read counts.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Reading? _last;

    /// <summary>The agents by their keys, with those who were taken out. Throws <see cref="UnavailableException"/> when they cannot be read.</summary>
    public Task<IReadOnlyDictionary<string, AgentProfile>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is not { } last || last.People.IsFaulted || time.GetElapsedTime(last.At) >= GoodFor)
                _last = last = new Reading(time.GetTimestamp(), LookAsync());
            return last.People.IsCompletedSuccessfully ? last.People : last.People.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether somebody can be given tickets: who is in the directory, by the id of their token. One point read for who is not known, or not known yet.</summary>
    public async ValueTask<bool> IsThereAsync(string agentId, CancellationToken cancellationToken)
    {
        var key = PersonKey.Of(agentId);
        return (await ReadAsync(cancellationToken)).GetValueOrDefault(key) is { RemovedAt: null }
            || (await store.FindAsync(Shelves.People, key, cancellationToken))?.Document is { RemovedAt: null };
    }

    /// <summary>
    /// The caller with what the directory lets them see and do: leads and admins all, who is in queues what stands in these. Null for an agent who was taken out; who is a customer too
    /// is nothing but that, and whose token says admin stays one.
    /// </summary>
    public async ValueTask<Caller?> AtDeskAsync(Caller agent, CancellationToken cancellationToken)
    {
        if (!agent.Roles.Contains(ActorRole.Agent))
            return agent;
        var profile = (await ReadAsync(cancellationToken)).GetValueOrDefault(agent.Key);
        // Whose token says admin is one whatever the directory says, so that nobody can lock everybody out.
        if (profile is { RemovedAt: not null } && !agent.IsAdmin)
            return agent.Role == ActorRole.Agent ? null : agent with { Roles = [agent.Role] };
        if (agent.Role != ActorRole.Agent)
            return agent;
        if (agent.IsAdmin || profile is { Role: not AgentRank.Agent })
            return agent with { IsLead = true };
        return profile is { SeesAll: false } ? agent with { Queues = profile.Queues } : agent;
    }

    /// <summary>The directory has changed: it is read again when somebody asks.</summary>
    public void Forget()
    {
        lock (_lock)
            _last = null;
    }

    // For all who ask meanwhile: none of them cancels it.
    private async Task<IReadOnlyDictionary<string, AgentProfile>> LookAsync() =>
        (await store.ListAsync(Shelves.People, CancellationToken.None)).ToDictionary(person => person.Id, person => person.Document, StringComparer.Ordinal);

    private sealed record Reading(long At, Task<IReadOnlyDictionary<string, AgentProfile>> People);
}
