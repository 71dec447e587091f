namespace ServerlessSupport.Local.Storage;

/// <summary>Tickets in SQLite: the document beside the columns its lists are ordered and chosen by. The ETag is the number of the newest change.</summary>
internal sealed partial class SqliteTicketStore(SqliteDatabase database, SqliteChangeFeed feed, WordIndex words, UnreadableDocuments unreadable, AgentsToTell? agents = null) : ITicketStore
{
    private const string InsertTicket =
        """
        INSERT INTO tickets (id, customer_key, state, rank, facets, assignee, queue, urgency, rating, created_at, updated_at, last_pushable_at, next_reminder_at, brief, json)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT (id) DO NOTHING
        """;

    private const string InsertTag = "INSERT OR IGNORE INTO ticket_tags (seq, tag, state, rank) VALUES (?1, ?2, ?3, ?4)";
    private const string DeleteTicket = "DELETE FROM tickets WHERE seq = ?1 AND id = ?2";
    private const string SelectOfCustomer = "SELECT seq, id FROM tickets WHERE customer_key = ?1 LIMIT ?2";
    private const string FindTicket = "SELECT seq, json FROM tickets WHERE id = ?1";

    public async Task<Stored<Ticket>?> AddAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        var (json, brief) = (Serialize(ticket), Brief(ticket));
        return Announce(ticket, await database.WriteAsync(session => Insert(session, ticket, json, brief), cancellationToken));
    }

    public Task<Stored<Ticket>?> FindAsync(string ticketId, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.First(FindTicket, row => new Stored<Ticket>(unreadable.Read(ticketId, row.GetSpan(1), StorageJson.Instance.Ticket), ETag(row.GetInt64(0))), ticketId),
        cancellationToken);

    public async Task<Stored<Ticket>?> ReplaceAsync(Ticket ticket, string etag, CancellationToken cancellationToken)
    {
        if (!long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            return null;
        var (json, brief) = (Serialize(ticket), Brief(ticket));
        // Delete and insert, not update: the document moves to the end of the feed under a fresh number.
        return Announce(ticket, await database.WriteAsync(
            session => session.Execute(DeleteTicket, seq, ticket.Id) == 1 ? Insert(session, ticket, json, brief) : null,
            cancellationToken));
    }

    public async Task<int> DeleteOfCustomerAsync(string customerKey, int max, CancellationToken cancellationToken)
    {
        var deleted = await database.WriteAsync(session => Delete(session, customerKey, max), cancellationToken);
        if (deleted < max)
            await words.CompactAsync(cancellationToken);
        return deleted;
    }

    private static int Delete(SqliteSession session, string customerKey, int max)
    {
        var found = session.All(SelectOfCustomer, row => (Seq: row.GetInt64(0), Id: row.GetString(1)), customerKey, max);
        foreach (var (seq, id) in found)
        {
            session.Execute(DeleteTicket, seq, id);
            WordIndex.Forget(session, seq);
        }

        return found.Count;
    }

    // The file was converted when it was opened.
    public Task<RenewedTickets> RenewAsync(PageRequest page, CancellationToken cancellationToken) => Task.FromResult(new RenewedTickets(0, null));

    private long? Insert(SqliteSession session, Ticket ticket, byte[] json, byte[]? brief)
    {
        var rank = TicketRank.Of(ticket);
        var inserted = session.Execute(
            InsertTicket,
            ticket.Id,
            ticket.CustomerKey,
            ticket.State.ToString(),
            rank,
            TicketFacets.Of(ticket),
            ticket.Assignee,
            ticket.Queue,
            ticket.Priority == Priority.Normal ? null : ticket.Priority.ToString(),
            (long?)ticket.Rating,
            ticket.CreatedAt.UtcTicks,
            ticket.UpdatedAt.UtcTicks,
            ticket.LastPushableAt?.UtcTicks,
            ticket.WakeAt?.UtcTicks,
            brief,
            json);
        if (inserted != 1)
            return null;
        var seq = session.LastInserted;
        foreach (var tag in ticket.Tags ?? [])
            session.Execute(InsertTag, seq, tag, ticket.State.ToString(), rank);
        foreach (var key in ticket.Mentioned ?? [])
            session.Execute(InsertTag, seq, TicketLists.MentionTag(key), ticket.State.ToString(), rank);
        // Of a new ticket nothing is delivered unless an agent is told of it.
        if (ticket.LastDeliverableSeq > 0 || (ticket.Version == 1 && agents is { MayBeSomebody: true }))
            feed.Note(seq);
        return seq;
    }

    private Stored<Ticket>? Announce(Ticket ticket, long? seq)
    {
        if (seq is not { } committed)
            return null;
        feed.Announce(committed);
        return new Stored<Ticket>(ticket, ETag(committed));
    }

    private static string ETag(long seq) => seq.ToString(CultureInfo.InvariantCulture);

    private static byte[] Serialize(Ticket ticket) => JsonSerializer.SerializeToUtf8Bytes(ticket, StorageJson.Instance.Ticket);

    // With one entry the document says the same in as many bytes.
    private static byte[]? Brief(Ticket ticket) => ticket.Version <= 1 ? null : JsonSerializer.SerializeToUtf8Bytes(TicketBrief.Of(ticket), StorageJson.Instance.TicketBrief);
}
