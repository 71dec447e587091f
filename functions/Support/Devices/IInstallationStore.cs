namespace ServerlessSupport.Devices;

/// <summary>
/// Our own table of devices: the record of which the push platform holds a projection, and what decides whom a push reaches. A push
/// channel belongs to one installation, the newest registration of it. What has expired is not there any more. Faults that may
/// pass are <see cref="UnavailableException"/>.
/// </summary>
public interface IInstallationStore
{
    /// <summary>A person's installation of this id; null when that person has none. One point read.</summary>
    Task<Installation?> FindAsync(string personKey, string installationId, CancellationToken cancellationToken);

    /// <summary>The installation that has this name at the push platform (<see cref="Installation.HubId"/>); null when none has.</summary>
    Task<Installation?> FindByHubIdAsync(string hubId, CancellationToken cancellationToken);

    /// <summary>A person's installations, at most <see cref="DevicesOptions.MaxPerPerson"/>. One partition.</summary>
    Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken);

    /// <summary>
    /// All that is kept of a person's installations, by their names: those that have expired and those that cannot be read too. For whoever deletes
    /// everything of a person.
    /// </summary>
    Task<IReadOnlyList<InstallationName>> ListNamesAsync(string personKey, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the installations whose person is an agent (<see cref="Installation.Roles"/>), in a fixed order; it may hold fewer
    /// than asked for though there are more. Ask for <c>TagExpression.MaxTags</c> at a time: that is what one push may
    /// name. Costs what it returns, so it may be read for each reminder.
    /// </summary>
    Task<Page<Installation>> ListAgentsAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>A page of everybody's installations, in a fixed order; it may hold fewer than asked for though there are more. Across partitions: for operators, never on a request of a customer.</summary>
    Task<Page<Installation>> ListAllAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// Binds an installation to its person. Whichever other installation had its push channel is gone, whosever it was, and its name
    /// at the push platform stands in <see cref="Installation.Replaced"/>. Returns it as it is stored; null, with nothing changed,
    /// when it is a new one and the person has <paramref name="limit"/> others with channels of their own. Parallel calls keep both rules.
    /// </summary>
    Task<Installation?> PutAsync(Installation installation, int limit, CancellationToken cancellationToken);

    /// <summary>The push platform has forgotten what this registration replaced. Does nothing when it is not the newest registration any more.</summary>
    Task SettleAsync(Installation installation, CancellationToken cancellationToken);

    /// <summary>Forgets a person's installation; no error if there is none.</summary>
    Task DeleteAsync(string personKey, string installationId, CancellationToken cancellationToken);
}

/// <summary>What an installation is called by its app, and what at the push platform.</summary>
public sealed record InstallationName(string Id, string HubId);
