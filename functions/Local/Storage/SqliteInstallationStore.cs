using ServerlessSupport.Devices;

namespace ServerlessSupport.Local.Storage;

/// <summary>Devices in SQLite: one row an installation. That a push channel has one owner is a rule of the table, and taking it over is one transaction.</summary>
internal sealed class SqliteInstallationStore(SqliteDatabase database, UnreadableDocuments unreadable, TimeProvider time) : IInstallationStore
{
    private const string SelectOne = "SELECT json, hub_id FROM installations WHERE person_key = ?1 AND id = ?2";
    private const string SelectByHubId = "SELECT json, hub_id FROM installations WHERE hub_id = ?1";
    private const string SelectRivals = "SELECT hub_id FROM installations WHERE channel = ?1 AND NOT (person_key = ?2 AND id = ?3)";
    private const string SelectByPerson = "SELECT json, hub_id FROM installations WHERE person_key = ?1 ORDER BY id";
    private const string SelectNames = "SELECT id, hub_id FROM installations WHERE person_key = ?1 ORDER BY id";
    private const string SelectAgents = "SELECT json, hub_id FROM installations WHERE is_agent = 1 AND hub_id > ?1 ORDER BY hub_id LIMIT ?2";
    private const string SelectAll = "SELECT json, hub_id FROM installations WHERE hub_id > ?1 ORDER BY hub_id LIMIT ?2";

    private const string Upsert =
        """
        INSERT INTO installations (person_key, id, hub_id, channel, is_agent, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (person_key, id) DO UPDATE SET hub_id = excluded.hub_id, channel = excluded.channel, is_agent = excluded.is_agent, json = excluded.json
        """;

    private const string DeleteByHubId = "DELETE FROM installations WHERE hub_id = ?1";
    private const string Delete = "DELETE FROM installations WHERE person_key = ?1 AND id = ?2";

    public Task<Installation?> FindAsync(string personKey, string installationId, CancellationToken cancellationToken) =>
        ReadAsync(session => One(session, SelectOne, personKey, installationId), cancellationToken);

    public Task<Installation?> FindByHubIdAsync(string hubId, CancellationToken cancellationToken) =>
        ReadAsync(session => One(session, SelectByHubId, hubId), cancellationToken);

    public async Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(session => All(session, SelectByPerson, personKey), cancellationToken)).Where(IsLive)];

    public async Task<IReadOnlyList<InstallationName>> ListNamesAsync(string personKey, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.All(SelectNames, row => new InstallationName(row.GetString(0), row.GetString(1)), personKey), cancellationToken);

    public Task<Page<Installation>> ListAllAsync(PageRequest page, CancellationToken cancellationToken) => ReadPageAsync(SelectAll, page, cancellationToken);

    public Task<Page<Installation>> ListAgentsAsync(PageRequest page, CancellationToken cancellationToken) => ReadPageAsync(SelectAgents, page, cancellationToken);

    public Task<Installation?> PutAsync(Installation installation, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Put(session, installation, limit), cancellationToken);

    public Task SettleAsync(Installation installation, CancellationToken cancellationToken) => database.WriteAsync(
        session => One(session, SelectOne, installation.PersonKey, installation.Id) is { } now && now.IsSameAs(installation) ? Write(session, now with { Replaced = null }) : null,
        cancellationToken);

    public Task DeleteAsync(string personKey, string installationId, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute(Delete, personKey, installationId), cancellationToken);

    private Installation? Put(SqliteSession session, Installation installation, int limit)
    {
        var own = All(session, SelectByPerson, installation.PersonKey);
        var before = own.Find(other => other.Id == installation.Id && IsLive(other));
        if (before is null && own.Count(other => other.Id != installation.Id && other.ChannelKey != installation.ChannelKey && IsLive(other)) >= limit)
            return null;
        foreach (var gone in own.Where(other => !IsLive(other)))
            Remove(session, gone);
        var replaced = (before?.Replaced ?? []).ToList();
        foreach (var rival in session.All(SelectRivals, row => row.GetString(0), installation.ChannelKey, installation.PersonKey, installation.Id))
        {
            replaced.Add(rival);
            session.Execute(DeleteByHubId, rival);
        }

        var hubId = before?.HubId ?? FreeName(session, installation);
        replaced.Remove(hubId);
        return Write(session, installation with { HubId = hubId, Replaced = replaced.Count == 0 ? null : [.. replaced.Distinct()] });
    }

    private string FreeName(SqliteSession session, Installation installation)
    {
        if (session.First(SelectByHubId, row => (IsThere: true, Device: Read(row)), installation.Id) is not { IsThere: true } holder)
            return installation.Id;
        // One that cannot be read may be somebody's.
        if (holder.Device is null || IsLive(holder.Device))
            return installation.NameBesideAnother;
        Remove(session, holder.Device);
        return installation.Id;
    }

    private static void Remove(SqliteSession session, Installation installation) => session.Execute(Delete, installation.PersonKey, installation.Id);

    private static Installation Write(SqliteSession session, Installation installation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(installation, StorageJson.Instance.Installation);
        var isAgent = installation.Roles.Contains(ActorRole.Agent) ? 1L : 0L;
        session.Execute(Upsert, installation.PersonKey, installation.Id, installation.HubId, installation.ChannelKey, isAgent, json);
        return installation;
    }

    private async Task<Installation?> ReadAsync(Func<SqliteSession, Installation?> read, CancellationToken cancellationToken) =>
        await database.ReadAsync(read, cancellationToken) is { } found && IsLive(found) ? found : null;

    private async Task<Page<Installation>> ReadPageAsync(string select, PageRequest page, CancellationToken cancellationToken)
    {
        var after = page.After?.Id ?? "";
        // One more than asked for tells whether there is a next page.
        var found = await database.ReadAsync(session => session.All(select, row => (HubId: row.GetString(1), Device: Read(row)), after, page.Limit + 1), cancellationToken);
        return new Page<Installation>(
            [.. found.Take(page.Limit).Select(row => row.Device).OfType<Installation>().Where(IsLive)], found.Count <= page.Limit ? null : new ListPosition(0, found[page.Limit - 1].HubId));
    }

    private bool IsLive(Installation installation) => installation.ExpiresAt > time.GetUtcNow();

    private Installation? One(SqliteSession session, string select, params ReadOnlySpan<SqliteValue> values) => session.First(select, Read, values);

    private List<Installation> All(SqliteSession session, string select, params ReadOnlySpan<SqliteValue> values) => [.. session.All(select, Read, values).OfType<Installation>()];

    private Installation? Read(SqliteRow row) => unreadable.TryRead(row.GetString(1), row.GetSpan(0), StorageJson.Instance.Installation);
}
