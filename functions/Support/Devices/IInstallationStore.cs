namespace ServerlessSupport.Devices;

/// <summary>Our own table of devices: the record of which the push platform holds a projection. What has expired is not there any more. Faults that may pass are <see cref="UnavailableException"/>.</summary>
public interface IInstallationStore
{
    Task<Installation?> FindAsync(string installationId, CancellationToken cancellationToken);

    /// <summary>A person's installations, at most <see cref="DevicesOptions.MaxPerPerson"/>. One partition.</summary>
    Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the installations whose person is an agent (<see cref="Installation.Roles"/>), in a fixed order; it may hold fewer
    /// than asked for though there are more. Ask for <see cref="Push.TagExpression.MaxTags"/> at a time: that is what one push may
    /// name. Costs what it returns, so it may be read for each reminder.
    /// </summary>
    Task<Page<Installation>> ListAgentsAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>A page of everybody's installations, by id; it may hold fewer than asked for though there are more. Across partitions: for operators, never on a request of a customer.</summary>
    Task<Page<Installation>> ListAllAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>Binds an installation to its person; whoever had it before has it no longer.</summary>
    Task PutAsync(Installation installation, CancellationToken cancellationToken);

    /// <summary>Forgets an installation; no error if there is none.</summary>
    Task DeleteAsync(string installationId, CancellationToken cancellationToken);
}
