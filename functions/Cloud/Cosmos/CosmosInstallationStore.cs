using Microsoft.Azure.Cosmos;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// Devices in Cosmos DB. An installation is a binding in its person's partition, where one query finds all of a
/// person's, and an owner document of its own that names the person. A takeover voids the binding of the owner before,
/// then becomes the owner, then writes its binding, each on condition that nobody came between. So whoever has a binding
/// is the owner, and a crash costs at most a push target until the app registers again, never two people both pushed to.
/// </summary>
internal sealed class CosmosInstallationStore(CosmosContainers containers, TimeProvider time) : IInstallationStore
{
    private const string AllList = "installations";
    private const string AgentsList = "agents' installations";

    private const int MaxRaces = 20;

    /// <summary>A void binding stops a slow rival from binding on what it read before; a day is longer than any rival lives.</summary>
    private const int VoidSeconds = 24 * 60 * 60;

    private readonly CosmosDocuments<DeviceDocument> _devices = new(containers.Devices, CosmosJson.Instance.DeviceDocument, containers.Timeout);

    public async Task<Installation?> FindAsync(string installationId, CancellationToken cancellationToken) =>
        await FindOwnerAsync(installationId, cancellationToken) is { } stored && stored.Document.Owner is { } owner
            && (await _devices.FindAsync(installationId, owner, cancellationToken))?.Document.Installation is { } found && IsLive(found)
            ? found
            : null;

    public async Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT * FROM c WHERE c.personKey = @personKey AND IS_DEFINED(c.installation)").WithParameter("@personKey", personKey);
        return [.. (await _devices.QueryAsync(query, personKey, count: null, cancellationToken)).Select(device => device.Installation!).Where(IsLive)];
    }

    public Task<Page<Installation>> ListAllAsync(PageRequest page, CancellationToken cancellationToken) =>
        ReadPageAsync(AllList, "IS_DEFINED(c.installation)", page, cancellationToken);

    public Task<Page<Installation>> ListAgentsAsync(PageRequest page, CancellationToken cancellationToken) =>
        ReadPageAsync(AgentsList, "c.isAgents = true", page, cancellationToken);

    private async Task<Page<Installation>> ReadPageAsync(string list, string condition, PageRequest page, CancellationToken cancellationToken)
    {
        var after = ListPosition.Parse(page.Cursor, list)?.Id ?? "";
        var query = new QueryDefinition($"SELECT * FROM c WHERE {condition} AND c.id > @after ORDER BY c.id").WithParameter("@after", after);
        // One more than asked for tells whether there is a next page.
        var found = await _devices.QueryAsync(query, partition: null, page.Limit + 1, cancellationToken);
        var items = found.Take(page.Limit).Select(device => device.Installation!).ToList();
        return new Page<Installation>([.. items.Where(IsLive)], found.Count <= page.Limit ? null : new ListPosition(0, items[^1].Id).ToCursor(list));
    }

    public async Task PutAsync(Installation installation, CancellationToken cancellationToken)
    {
        var (id, person) = (installation.Id, installation.PersonKey);
        var binding = new DeviceDocument { Id = id, PersonKey = person, Installation = installation, IsAgents = installation.Roles.Contains(ActorRole.Agent) ? true : null, Ttl = SecondsToLive(installation) };
        for (var race = 0; race < MaxRaces; race++)
        {
            // Read before the owner is: what a rival voids after this read refuses the write below.
            var before = await _devices.FindAsync(id, person, cancellationToken);
            if (before?.Document.Installation is null && !await TryTakeOverAsync(id, person, cancellationToken))
                continue;
            if (await _devices.TryWriteAsync(id, person, binding, before?.ETag, cancellationToken) is not null)
                return;
        }

        throw new UnavailableException("Others kept registering the same installation.");
    }

    public async Task DeleteAsync(string installationId, CancellationToken cancellationToken)
    {
        if (await FindOwnerAsync(installationId, cancellationToken) is not { } owner)
            return;
        await VoidAsync(installationId, owner.Document.Owner!, cancellationToken);
        await _devices.DeleteAsync(installationId, OwnerPartition(installationId), owner.ETag, cancellationToken);
    }

    // Written even when the person is the owner already: it is what makes a rival who is about to take over start again.
    private async Task<bool> TryTakeOverAsync(string id, string person, CancellationToken cancellationToken)
    {
        var before = await FindOwnerAsync(id, cancellationToken);
        if (before?.Document.Owner is { } rival && rival != person)
            await VoidAsync(id, rival, cancellationToken);
        var owner = new DeviceDocument { Id = id, PersonKey = OwnerPartition(id), Owner = person };
        return await _devices.TryWriteAsync(id, owner.PersonKey, owner, before?.ETag, cancellationToken) is not null;
    }

    private Task VoidAsync(string id, string person, CancellationToken cancellationToken) =>
        _devices.UpsertAsync(id, person, new DeviceDocument { Id = id, PersonKey = person, Ttl = VoidSeconds }, cancellationToken);

    private Task<Stored<DeviceDocument>?> FindOwnerAsync(string id, CancellationToken cancellationToken) =>
        _devices.FindAsync(id, OwnerPartition(id), cancellationToken);

    // Cosmos DB removes it some time after that; until then it is passed over.
    private bool IsLive(Installation installation) => installation.ExpiresAt > time.GetUtcNow();

    private static int? SecondsToLive(Installation installation) =>
        (installation.ExpiresAt - installation.RefreshedAt).TotalSeconds is > 0 and < int.MaxValue and var seconds ? (int)Math.Ceiling(seconds) : null;

    // The id is the app's choice: with the prefix it cannot name a person's partition.
    private static string OwnerPartition(string id) => $"installation/{id}";
}

/// <summary>A binding (with its installation), a void binding (without), or the owner of an installation.</summary>
internal sealed record DeviceDocument
{
    public required string Id { get; init; }

    /// <summary>The partition.</summary>
    public required string PersonKey { get; init; }

    public Installation? Installation { get; init; }

    /// <summary>True where the person is an agent, else absent, so that a query for these costs what it finds.</summary>
    public bool? IsAgents { get; init; }

    public string? Owner { get; init; }

    /// <summary>Seconds after which Cosmos DB removes the document; null for never.</summary>
    public int? Ttl { get; init; }
}
