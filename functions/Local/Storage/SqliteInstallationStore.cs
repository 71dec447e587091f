using System.Text.Json;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Local.Storage;

/// <summary>Devices in SQLite: one row an installation, so that binding it to another person is one statement.</summary>
internal sealed class SqliteInstallationStore(SqliteDatabase database, TimeProvider time) : IInstallationStore
{
    private const string AllList = "installations";
    private const string AgentsList = "agents' installations";

    private const string SelectInstallation = "SELECT json FROM installations WHERE id = ?1";

    private const string SelectByPerson = "SELECT json FROM installations WHERE person_key = ?1 ORDER BY id";

    private const string SelectAll = "SELECT json FROM installations WHERE id > ?1 ORDER BY id LIMIT ?2";

    private const string SelectAgents = "SELECT json FROM installations WHERE id > ?1 AND is_agents = 1 ORDER BY id LIMIT ?2";

    private const string UpsertInstallation =
        """
        INSERT INTO installations (id, person_key, json, is_agents) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (id) DO UPDATE SET person_key = excluded.person_key, json = excluded.json, is_agents = excluded.is_agents
        """;

    private const string DeleteInstallation = "DELETE FROM installations WHERE id = ?1";

    public async Task<Installation?> FindAsync(string installationId, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.First(SelectInstallation, Read, installationId), cancellationToken) is { } found && IsLive(found) ? found : null;

    public async Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(session => session.All(SelectByPerson, Read, personKey), cancellationToken)).Where(IsLive)];

    public Task<Page<Installation>> ListAllAsync(PageRequest page, CancellationToken cancellationToken) => ReadPageAsync(AllList, SelectAll, page, cancellationToken);

    public Task<Page<Installation>> ListAgentsAsync(PageRequest page, CancellationToken cancellationToken) => ReadPageAsync(AgentsList, SelectAgents, page, cancellationToken);

    public Task PutAsync(Installation installation, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(installation, StorageJson.Instance.Installation);
        return database.WriteAsync(
            session =>
            {
                foreach (var gone in session.All(SelectByPerson, Read, installation.PersonKey).Where(other => !IsLive(other)))
                    session.Execute(DeleteInstallation, gone.Id);
                return session.Execute(UpsertInstallation, installation.Id, installation.PersonKey, json, installation.Roles.Contains(ActorRole.Agent) ? 1L : 0L);
            },
            cancellationToken);
    }

    public Task DeleteAsync(string installationId, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute(DeleteInstallation, installationId), cancellationToken);

    private async Task<Page<Installation>> ReadPageAsync(string list, string select, PageRequest page, CancellationToken cancellationToken)
    {
        var after = ListPosition.Parse(page.Cursor, list)?.Id ?? "";
        // One more than asked for tells whether there is a next page.
        var found = await database.ReadAsync(session => session.All(select, Read, after, page.Limit + 1), cancellationToken);
        return new Page<Installation>(
            [.. found.Take(page.Limit).Where(IsLive)], found.Count <= page.Limit ? null : new ListPosition(0, found[page.Limit - 1].Id).ToCursor(list));
    }

    private bool IsLive(Installation installation) => installation.ExpiresAt > time.GetUtcNow();

    private static Installation Read(SqliteRow row) => JsonSerializer.Deserialize(row.GetSpan(0), StorageJson.Instance.Installation)!;
}
