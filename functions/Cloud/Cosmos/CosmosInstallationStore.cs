using System.Runtime.InteropServices;
using Microsoft.Azure.Cosmos;
using ServerlessSupport.Devices;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// Devices in Cosmos DB. An installation is a binding in its person's partition, where one query finds all of a person's. Its push
/// channel and its name at the hub belong to it by claims. A registration voids the binding that has its channel, then claims
/// it, then writes its own binding, each on condition that nobody came between. So whoever has a binding has its channel, and a
/// crash costs at most a push target until the app registers again, never two people both pushed to.
/// </summary>
internal sealed class CosmosInstallationStore : IInstallationStore
{
    private const int MaxRaces = 20;
    private readonly CosmosDocuments<DeviceDocument> _devices;
    private readonly UnreadableDocuments _unreadable;
    private readonly TimeProvider _time;
    private readonly DeviceClaims _claims;
    private readonly DevicePlaces _places;

    public CosmosInstallationStore(CosmosContainers containers, UnreadableDocuments unreadable, TimeProvider time)
    {
        _unreadable = unreadable;
        _time = time;
        _devices = new CosmosDocuments<DeviceDocument>(containers.Devices, CosmosJson.Instance.DeviceDocument, containers.Timeout);
        _claims = new DeviceClaims(_devices, time);
        _places = new DevicePlaces(_devices, this, time);
    }

    public async Task<Installation?> FindAsync(string personKey, string installationId, CancellationToken cancellationToken) =>
        (await _devices.FindAsync(installationId, personKey, cancellationToken))?.Document.Installation is { } found && IsLive(found) ? found : null;

    public async Task<Installation?> FindByHubIdAsync(string hubId, CancellationToken cancellationToken) =>
        await _claims.FindOwnerAsync(hubId, cancellationToken) is var (person, id)
        && await FindAsync(person, id, cancellationToken) is { } found && found.HubId == hubId
            ? found
            : null;

    public async Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT * FROM c WHERE c.personKey = @personKey AND IS_DEFINED(c.installation)").WithParameter("@personKey", personKey);
        return [.. (await _devices.QueryRawAsync(query, personKey, count: null, cancellationToken)).Select(Read).OfType<Installation>().Where(IsLive)];
    }

    public async Task<IReadOnlyList<InstallationName>> ListNamesAsync(string personKey, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT c.id, c.hubId FROM c WHERE c.personKey = @personKey AND IS_DEFINED(c.installation)").WithParameter("@personKey", personKey);
        return [.. (await _devices.QueryRawAsync(query, personKey, count: null, cancellationToken)).Select(raw => new InstallationName(Text(raw, "id"), Text(raw, "hubId")))];
    }

    public Task<Page<Installation>> ListAllAsync(PageRequest page, CancellationToken cancellationToken) =>
        ReadPageAsync("IS_DEFINED(c.installation)", page, cancellationToken);

    public Task<Page<Installation>> ListAgentsAsync(PageRequest page, CancellationToken cancellationToken) =>
        ReadPageAsync("c.isAgents = true", page, cancellationToken);

    public async Task<Installation?> PutAsync(Installation installation, int limit, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            // Read before the claims are: what a rival voids after this read refuses the write below.
            var before = await _claims.FindBindingAsync(installation.PersonKey, installation.Id, cancellationToken);
            var known = before?.Document.Installation is { } found && IsLive(found) ? found : null;
            if (known is null && !await _places.TryTakeAsync(installation, limit, cancellationToken))
                return null;
            var next = known?.ChannelKey == installation.ChannelKey && before!.Document.ClaimedUntil >= installation.ExpiresAt
                ? Bind(installation with { HubId = known.HubId, Replaced = known.Replaced }, before.Document.ClaimedUntil)
                : await ClaimAsync(installation, known, cancellationToken);
            if (next is not null && await _devices.TryWriteAsync(installation.Id, installation.PersonKey, next, before?.ETag, cancellationToken) is not null)
                return next.Installation;
        }

        throw new UnavailableException("Others kept registering the same device.");
    }

    public async Task SettleAsync(Installation installation, CancellationToken cancellationToken)
    {
        var stored = await _devices.FindAsync(installation.Id, installation.PersonKey, cancellationToken);
        if (stored?.Document.Installation is { Replaced: not null } now && now.IsSameAs(installation))
            await _devices.ReplaceAsync(installation.Id, installation.PersonKey, Bind(now with { Replaced = null }, stored.Document.ClaimedUntil), stored.ETag, cancellationToken);
    }

    public async Task DeleteAsync(string personKey, string installationId, CancellationToken cancellationToken)
    {
        await _places.FreeAsync(personKey, installationId, cancellationToken);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await _claims.FindBindingAsync(personKey, installationId, cancellationToken) is not { Document.Installation: not null } bound
                || await _devices.ReplaceAsync(installationId, personKey, DeviceClaims.Void(bound.Document), bound.ETag, cancellationToken) is not null)
                return;
        }

        throw new UnavailableException("Others kept registering the same device.");
    }

    // Null when somebody came between: then all begins anew.
    private async Task<DeviceDocument?> ClaimAsync(Installation installation, Installation? known, CancellationToken cancellationToken)
    {
        var until = DeviceClaims.Until(installation);
        if (await _claims.TryTakeChannelAsync(installation, until, cancellationToken) is not { } replaced
            || await _claims.TryTakeNameAsync(installation, known?.HubId, until, cancellationToken) is not { } hubId)
            return null;
        List<string> forgotten = [.. (known?.Replaced ?? []).Concat(replaced).Distinct().Where(name => name != hubId)];
        return Bind(installation with { HubId = hubId, Replaced = forgotten.Count == 0 ? null : forgotten }, until);
    }

    private static DeviceDocument Bind(Installation installation, DateTimeOffset? claimedUntil) => new()
    {
        Id = installation.Id,
        PersonKey = installation.PersonKey,
        Installation = installation,
        HubId = installation.HubId,
        IsAgents = installation.Roles.Contains(ActorRole.Agent) ? true : null,
        ClaimedUntil = claimedUntil,
        Ttl = DeviceClaims.Seconds(installation.ExpiresAt - installation.RefreshedAt),
    };

    private async Task<Page<Installation>> ReadPageAsync(string condition, PageRequest page, CancellationToken cancellationToken)
    {
        var after = page.After?.Id ?? "";
        var query = new QueryDefinition($"SELECT * FROM c WHERE {condition} AND c.hubId > @after ORDER BY c.hubId").WithParameter("@after", after);
        // One more than asked for tells whether there is a next page.
        var found = await _devices.QueryRawAsync(query, partition: null, page.Limit + 1, cancellationToken);
        return new Page<Installation>(
            [.. found.Take(page.Limit).Select(Read).OfType<Installation>().Where(IsLive)],
            found.Count <= page.Limit ? null : new ListPosition(0, Text(found[page.Limit - 1], "hubId")));
    }

    private Installation? Read(JsonElement raw) =>
        _unreadable.TryRead(Text(raw, "id"), JsonMarshal.GetRawUtf8Value(raw), CosmosJson.Instance.DeviceDocument)?.Installation;

    private static string Text(JsonElement raw, string property) => raw.GetProperty(property).GetString()!;

    // Cosmos DB removes it some time after that; until then it is passed over.
    private bool IsLive(Installation installation) => installation.ExpiresAt > _time.GetUtcNow();
}
