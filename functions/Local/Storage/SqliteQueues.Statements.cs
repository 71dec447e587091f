namespace ServerlessSupport.Local.Storage;

/// <content>The statements, and the one step that is more than one of them. A lock counts only until it expires, taken over or not.</content>
internal sealed partial class SqliteQueues
{
    private const string ForgetIds = "DELETE FROM message_ids WHERE forget_at <= ?1";
    private const string RememberId = "INSERT INTO message_ids (queue, message_id, forget_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    private const string InsertMessage = "INSERT INTO messages (queue, message_id, body, due_at) VALUES (?1, ?2, ?3, ?4)";
    private const string UnlockExpired = "UPDATE messages SET lock_token = NULL, locked_until = NULL WHERE queue = ?1 AND locked_until <= ?2";

    /// <summary>Frees what a process that has ended was working on.</summary>
    public const string UnlockAll = "UPDATE messages SET lock_token = NULL, locked_until = NULL WHERE locked_until IS NOT NULL";

    private const string SelectDue =
        """
        SELECT seq, delivery_count FROM messages WHERE queue = ?1 AND locked_until IS NULL AND due_at <= ?2
        ORDER BY due_at, seq LIMIT ?3
        """;

    private const string DeadLetterExhausted =
        """
        UPDATE messages SET queue = queue || ?2, dead_letter_reason = 'MaxDeliveryCountExceeded',
            dead_letter_description = 'Message could not be consumed after ' || delivery_count || ' delivery attempts.'
        WHERE seq = ?1
        """;

    private const string LockMessage =
        """
        UPDATE messages SET lock_token = ?2, locked_until = ?3, delivery_count = delivery_count + 1 WHERE seq = ?1
        RETURNING message_id, body, delivery_count, due_at, dead_letter_reason, dead_letter_description
        """;

    private const string DeleteLocked = "DELETE FROM messages WHERE seq = ?1 AND lock_token = ?2 AND locked_until > ?3";

    private const string UnlockLocked =
        """
        UPDATE messages SET lock_token = NULL, locked_until = NULL
        WHERE seq = ?1 AND lock_token = ?2 AND locked_until > ?3 RETURNING queue
        """;

    private const string DeadLetterLocked =
        """
        UPDATE messages SET queue = replace(queue, ?4, '') || ?4, lock_token = NULL, locked_until = NULL, dead_letter_reason = ?5, dead_letter_description = ?6
        WHERE seq = ?1 AND lock_token = ?2 AND locked_until > ?3 RETURNING queue
        """;

    private const string RenewLocked = "UPDATE messages SET locked_until = ?4 WHERE seq = ?1 AND lock_token = ?2 AND locked_until > ?3";

    private const string SelectNextDue =
        """
        SELECT min(due) FROM (
            SELECT min(due_at) AS due FROM messages WHERE queue = ?1 AND locked_until IS NULL
            UNION ALL SELECT min(locked_until) FROM messages WHERE queue = ?1 AND locked_until IS NOT NULL)
        """;

    private static (List<LockedMessage> Received, int Exhausted) Receive(
        SqliteSession session, string queue, int max, DateTimeOffset now, TimeSpan lockFor, int maxDeliveryCount)
    {
        var received = new List<LockedMessage>();
        var exhausted = 0;
        session.Execute(UnlockExpired, queue, now.UtcTicks);
        while (received.Count < max && SelectNext() is { Count: > 0 } due)
        {
            foreach (var (seq, deliveries) in due)
            {
                if (deliveries < maxDeliveryCount)
                    received.Add(Lock(session, seq, now + lockFor, Guid.CreateVersion7(now)));
                else
                    exhausted += session.Execute(DeadLetterExhausted, seq, DeadLetterSuffix);
            }
        }

        return (received, exhausted);

        List<(long Seq, long Deliveries)> SelectNext() =>
            session.All(SelectDue, row => (row.GetInt64(0), row.GetInt64(1)), queue, now.UtcTicks, max - received.Count);
    }

    private static LockedMessage Lock(SqliteSession session, long seq, DateTimeOffset until, Guid token) =>
        session.First(LockMessage, row => Read(row, seq, token, until), seq, token.ToString("N"), until.UtcTicks)!;

    private static LockedMessage Read(SqliteRow row, long seq, Guid token, DateTimeOffset until) => new(
        seq,
        row.GetString(0),
        row.GetBytes(1),
        token,
        row.GetInt32(2),
        new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero),
        until,
        row.IsNull(4) ? null : row.GetString(4),
        row.IsNull(5) ? null : row.GetString(5));
}
