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

    /// <summary>The agents by their keys. Throws <see cref="UnavailableException"/> when they cannot be read.</summary>
    public Task<IReadOnlyDictionary<string, AgentProfile>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is not { } last || last.People.IsFaulted || time.GetElapsedTime(last.At) >= GoodFor)
                _last = last = new Reading(time.GetTimestamp(), LookAsync());
            return last.People.IsCompletedSuccessfully ? last.People : last.People.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The agent with what the directory lets them see and do: leads and admins all, who is in queues what stands in these.</summary>
    public async ValueTask<Caller> AtDeskAsync(Caller agent, CancellationToken cancellationToken)
    {
        var profile = (await ReadAsync(cancellationToken)).GetValueOrDefault(agent.Key);
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
