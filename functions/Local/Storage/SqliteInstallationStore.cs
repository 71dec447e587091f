using ServerlessSupport.Devices;

namespace ServerlessSupport.Local.Storage;

/// <summary>Devices in SQLite: one row an installation. That a push channel has one owner is a rule of the table, and taking it over is one transaction.</summary>
internal sealed class SqliteInstallationStore(SqliteDatabase database, TimeProvider time) : IInstallationStore
{
    private const string SelectOne = "SELECT json FROM installations WHERE person_key = ?1 AND id = ?2";
    private const string SelectByHubId = "SELECT json FROM installations WHERE hub_id = ?1";
    private const string SelectByChannel = "SELECT json FROM installations WHERE channel = ?1";
    private const string SelectByPerson = "SELECT json FROM installations WHERE person_key = ?1 ORDER BY id";
    private const string SelectAgents = "SELECT json FROM installations WHERE is_agent = 1 AND hub_id > ?1 ORDER BY hub_id LIMIT ?2";
    private const string SelectAll = "SELECT json FROM installations WHERE hub_id > ?1 ORDER BY hub_id LIMIT ?2";

    private const string Upsert =
        """
        INSERT INTO installations (person_key, id, hub_id, channel, is_agent, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (person_key, id) DO UPDATE SET hub_id = excluded.hub_id, channel = excluded.channel, is_agent = excluded.is_agent, json = excluded.json
        """;

    private const string Delete = "DELETE FROM installations WHERE person_key = ?1 AND id = ?2";

    public Task<Installation?> FindAsync(string personKey, string installationId, CancellationToken cancellationToken) =>
        ReadAsync(session => One(session, SelectOne, personKey, installationId), cancellationToken);

    public Task<Installation?> FindByHubIdAsync(string hubId, CancellationToken cancellationToken) =>
        ReadAsync(session => One(session, SelectByHubId, hubId), cancellationToken);

    public async Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(session => session.All(SelectByPerson, Read, personKey), cancellationToken)).Where(IsLive)];

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
        var own = session.All(SelectByPerson, Read, installation.PersonKey);
        var before = own.Find(other => other.Id == installation.Id && IsLive(other));
        if (before is null && own.Count(other => other.Id != installation.Id && other.ChannelKey != installation.ChannelKey && IsLive(other)) >= limit)
            return null;
        foreach (var gone in own.Where(other => !IsLive(other)))
            Remove(session, gone);
        var replaced = (before?.Replaced ?? []).ToList();
        foreach (var other in session.All(SelectByChannel, Read, installation.ChannelKey).Where(other => (other.PersonKey, other.Id) != (installation.PersonKey, installation.Id)))
        {
            replaced.Add(other.HubId);
            Remove(session, other);
        }

        var hubId = before?.HubId ?? FreeName(session, installation);
        replaced.Remove(hubId);
        return Write(session, installation with { HubId = hubId, Replaced = replaced.Count == 0 ? null : [.. replaced.Distinct()] });
    }

    private string FreeName(SqliteSession session, Installation installation)
    {
        var holder = One(session, SelectByHubId, installation.Id);
        if (holder is not null && IsLive(holder))
            return installation.NameBesideAnother;
        if (holder is not null)
            Remove(session, holder);
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
        var found = await database.ReadAsync(session => session.All(select, Read, after, page.Limit + 1), cancellationToken);
        return new Page<Installation>(
            [.. found.Take(page.Limit).Where(IsLive)], found.Count <= page.Limit ? null : new ListPosition(0, found[page.Limit - 1].HubId));
    }

    private bool IsLive(Installation installation) => installation.ExpiresAt > time.GetUtcNow();

    private static Installation? One(SqliteSession session, string select, params ReadOnlySpan<SqliteValue> values) => session.First(select, Read, values);

    private static Installation Read(SqliteRow row) => JsonSerializer.Deserialize(row.GetSpan(0), StorageJson.Instance.Installation)!;
}
