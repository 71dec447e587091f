using ServerlessSupport.Privacy;

namespace ServerlessSupport.Local.Storage;

/// <summary>Tickets that have ended, in SQLite. Their row numbers are those of their newest changes, so that the index of the ended gives the longest unchanged first.</summary>
internal sealed class SqliteEndedTickets(SqliteDatabase database) : IEndedTickets
{
    private const string DeleteTicket = "DELETE FROM tickets WHERE seq = ?1 AND id = ?2";
    private static readonly string[] Selects = [Select("Closed"), Select("Resolved")];

    public async Task<IReadOnlyList<EndedTicket>> ListAsync(DateTimeOffset before, int max, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => Selects.SelectMany(select => session.All(select, row => (Seq: row.GetInt64(0), Id: row.GetString(1), At: row.GetInt64(2)), max)).ToList(), cancellationToken);
        return [.. rows.Where(row => row.At < before.UtcTicks).OrderBy(row => row.Seq).Take(max).Select(row => new EndedTicket(row.Id, row.Seq.ToString(CultureInfo.InvariantCulture)))];
    }

    // The words it was found by leave their index when nobody writes.
    public Task<bool> TryDeleteAsync(EndedTicket ticket, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Execute(DeleteTicket, long.Parse(ticket.ETag, CultureInfo.InvariantCulture), ticket.Id) == 1, cancellationToken);

    private static string Select(string state) => $"SELECT seq, id, updated_at FROM tickets INDEXED BY tickets_ended WHERE state = '{state}' ORDER BY seq LIMIT ?1";
}
