namespace ServerlessSupport.Local.Storage;

/// <summary>The tables, and the steps that bring an older file to them: step N leads from schema version N to N + 1. Steps are added, never changed.</summary>
internal static class SqliteSchema
{
    /// <summary>Marks a SQLite file as ours: "SSup".</summary>
    public const long ApplicationId = 0x53537570;

    public static IReadOnlyList<string> Steps { get; } = [Initial, Lanes, NarrowIndexes, InUse, OneOwnerForEachChannel, Desk, Lists, AuditLines, SettledDeliveries, Unread];

    /// <summary>The first version whose files are marked while they are in use.</summary>
    public const int MarkedSince = 4;

    // Times are UTC ticks: the same order and the same precision as in the documents. A ticket's row number is the
    // number of its newest change, so that the feed needs no index of its own; AUTOINCREMENT never hands one out twice.
    private const string Initial =
        """
        CREATE TABLE tickets (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            customer_key TEXT NOT NULL,
            state TEXT NOT NULL,
            assignee TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            last_pushable_at INTEGER,
            next_reminder_at INTEGER,
            json BLOB NOT NULL) STRICT;
        CREATE INDEX tickets_by_customer ON tickets (customer_key, created_at, id);
        CREATE INDEX tickets_by_update ON tickets (updated_at, id);
        CREATE INDEX tickets_by_state ON tickets (state, updated_at, id);
        CREATE INDEX tickets_by_assignee ON tickets (assignee, updated_at, id) WHERE assignee IS NOT NULL;
        CREATE INDEX tickets_by_assignee_and_state ON tickets (assignee, state, updated_at, id) WHERE assignee IS NOT NULL;
        CREATE INDEX tickets_by_push ON tickets (customer_key, last_pushable_at, id) WHERE last_pushable_at IS NOT NULL;
        CREATE INDEX tickets_by_reminder ON tickets (next_reminder_at, id) WHERE next_reminder_at IS NOT NULL;

        CREATE TABLE deliveries (
            ticket_id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            due_at INTEGER,
            not_reached_at INTEGER,
            json BLOB NOT NULL) STRICT;
        CREATE INDEX deliveries_due ON deliveries (due_at, ticket_id) WHERE due_at IS NOT NULL;
        CREATE INDEX deliveries_not_reached ON deliveries (not_reached_at, ticket_id) WHERE not_reached_at IS NOT NULL;
        CREATE TABLE reconciled (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), through INTEGER NOT NULL) STRICT;
        CREATE TABLE leases (name TEXT PRIMARY KEY, through INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE timers (function TEXT PRIMARY KEY, last INTEGER NOT NULL, next INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE installations (id TEXT PRIMARY KEY, person_key TEXT NOT NULL, json BLOB NOT NULL) STRICT;
        CREATE INDEX installations_by_person ON installations (person_key, id);

        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            queue TEXT NOT NULL,
            message_id TEXT NOT NULL,
            body BLOB NOT NULL,
            due_at INTEGER NOT NULL,
            delivery_count INTEGER NOT NULL DEFAULT 0,
            lock_token TEXT,
            locked_until INTEGER,
            dead_letter_reason TEXT,
            dead_letter_description TEXT) STRICT;
        CREATE INDEX messages_to_receive ON messages (queue, due_at, seq) WHERE locked_until IS NULL;
        CREATE INDEX messages_locked ON messages (queue, locked_until) WHERE locked_until IS NOT NULL;
        CREATE TABLE message_ids (queue TEXT NOT NULL, message_id TEXT NOT NULL, forget_at INTEGER NOT NULL, PRIMARY KEY (queue, message_id)) STRICT, WITHOUT ROWID;
        CREATE INDEX message_ids_to_forget ON message_ids (forget_at);

        CREATE TABLE hub_installations (id TEXT PRIMARY KEY, json BLOB NOT NULL) STRICT;
        CREATE TABLE pushes (seq INTEGER PRIMARY KEY AUTOINCREMENT, installation_id TEXT NOT NULL, at INTEGER NOT NULL, json BLOB NOT NULL) STRICT;
        CREATE INDEX pushes_by_installation ON pushes (installation_id, seq);
        """;

    // What a clock wrote that was put back later is found by when it was written; the reconciler's place is one in the order of changes.
    private const string Lanes =
        """
        ALTER TABLE deliveries ADD COLUMN written_at INTEGER;
        DROP INDEX deliveries_due;
        CREATE INDEX deliveries_due ON deliveries (due_at, ticket_id, written_at) WHERE due_at IS NOT NULL;
        DROP TABLE reconciled;
        CREATE TABLE reconciled (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), position TEXT NOT NULL) STRICT;

        ALTER TABLE installations ADD COLUMN is_agents INTEGER NOT NULL DEFAULT 0;
        UPDATE installations SET is_agents = 1 WHERE instr(CAST(json AS TEXT), '"role:agent"') > 0;
        CREATE INDEX installations_of_agents ON installations (id) WHERE is_agents = 1;
        """;

    // Each new ticket pays for each index. An id is long; where it only decides between equal times, sorting those few costs less.
    private const string NarrowIndexes =
        """
        DROP INDEX tickets_by_customer;
        DROP INDEX tickets_by_update;
        DROP INDEX tickets_by_state;
        DROP INDEX tickets_by_reminder;
        CREATE INDEX tickets_by_customer ON tickets (customer_key, created_at);
        CREATE INDEX tickets_by_update ON tickets (updated_at);
        CREATE INDEX tickets_by_state ON tickets (state, updated_at);
        CREATE INDEX tickets_by_reminder ON tickets (next_reminder_at) WHERE next_reminder_at IS NOT NULL;
        """;

    private const string InUse = "CREATE TABLE in_use (only_row INTEGER PRIMARY KEY CHECK (only_row = 1)) STRICT";

    // Which installation was registered last is in its document. Pushes are addressed to the tag that is added at the hub.
    private const string OneOwnerForEachChannel =
        """
        DROP INDEX installations_by_person;
        DROP INDEX installations_of_agents;
        ALTER TABLE installations RENAME TO installations_before;
        CREATE TABLE installations (
            person_key TEXT NOT NULL,
            id TEXT NOT NULL,
            hub_id TEXT NOT NULL UNIQUE,
            channel TEXT NOT NULL UNIQUE,
            is_agent INTEGER NOT NULL,
            json BLOB NOT NULL,
            PRIMARY KEY (person_key, id)) STRICT;
        CREATE INDEX installations_of_agents ON installations (hub_id) WHERE is_agent = 1;
        INSERT OR REPLACE INTO installations (person_key, id, hub_id, channel, is_agent, json)
            SELECT person_key, id, id, platform || ' ' || channel, is_agent, CAST(json_set(text, '$.roles', json(iif(is_agent, '["agent"]', '["customer"]'))) AS BLOB)
            FROM (
                SELECT person_key, id, text,
                    lower(text ->> '$.platform') AS platform,
                    CASE lower(text ->> '$.platform')
                        WHEN 'apns' THEN lower(text ->> '$.pushChannel')
                        WHEN 'browser' THEN iif(json_valid(text ->> '$.pushChannel'), coalesce(text ->> '$.pushChannel' ->> '$.endpoint', text ->> '$.pushChannel'), text ->> '$.pushChannel')
                        ELSE text ->> '$.pushChannel' END AS channel,
                    (SELECT count(*) FROM json_each(text, '$.tags') WHERE value = 'role:agent') AS is_agent
                FROM (SELECT person_key, id, CAST(json AS TEXT) AS text FROM installations_before))
            ORDER BY text ->> '$.refreshedAt';
        UPDATE hub_installations
            SET json = CAST(json_insert(CAST(json AS TEXT), '$.tags[#]', 'device:' || id || ':' || (SELECT person_key FROM installations WHERE hub_id = hub_installations.id)) AS BLOB)
            WHERE id IN (SELECT hub_id FROM installations);
        DELETE FROM hub_installations WHERE id IN (SELECT id FROM installations_before) AND id NOT IN (SELECT hub_id FROM installations);
        DROP TABLE installations_before;
        """;

    private const string Desk =
        """
        CREATE TABLE desk (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            shelf TEXT NOT NULL,
            id TEXT NOT NULL,
            expires_at INTEGER,
            json BLOB NOT NULL,
            UNIQUE (shelf, id)) STRICT;
        CREATE INDEX desk_expiring ON desk (expires_at) WHERE expires_at IS NOT NULL;
        """;

    // A ticket's place in the order of what is due is one number, its small answers another (see TicketRank and TicketFacets). What lists show stands before
    // the document, so that reading it does not lead through a long one; a ticket with one entry has it in the document. New tickets
    // pay for one index less than before: by id, customer, rank and reminder. The index of words catches up by itself.
    private const string Lists =
        """
        ALTER TABLE tickets RENAME TO tickets_before;
        DROP INDEX tickets_by_customer;
        DROP INDEX tickets_by_update;
        DROP INDEX tickets_by_state;
        DROP INDEX tickets_by_assignee;
        DROP INDEX tickets_by_assignee_and_state;
        DROP INDEX tickets_by_push;
        DROP INDEX tickets_by_reminder;
        CREATE TABLE tickets (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            customer_key TEXT NOT NULL,
            state TEXT NOT NULL,
            rank INTEGER NOT NULL,
            facets INTEGER NOT NULL,
            assignee TEXT,
            queue TEXT,
            urgency TEXT,
            rating INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            last_pushable_at INTEGER,
            next_reminder_at INTEGER,
            brief BLOB,
            json BLOB NOT NULL) STRICT;
        INSERT INTO tickets (seq, id, customer_key, state, rank, facets, assignee, created_at, updated_at, last_pushable_at, next_reminder_at, json)
            SELECT seq, id, customer_key, state,
                coalesce(CAST(round(unixepoch(text ->> '$.dueAt', 'subsec') * 1000) AS INTEGER) * 10000 + 621355968000000000, (1 << 60) + updated_at),
                iif(assignee IS NULL, 0, 32) | iif(text ->> '$.category' = 'complaint', 4, 0)
                    | iif((SELECT value ->> '$.kind' FROM json_each(text, '$.timeline')
                        WHERE value ->> '$.kind' IN ('submitted', 'reopened', 'progress', 'result', 'closed') OR (value ->> '$.kind' = 'inquiry' AND NOT coalesce(value ->> '$.nudge', 0))
                        ORDER BY key DESC LIMIT 1) IN ('progress', 'result', 'closed'), 2, 0),
                assignee, created_at, updated_at, last_pushable_at, next_reminder_at, json
            FROM (SELECT *, CAST(json AS TEXT) AS text FROM tickets_before);
        DELETE FROM sqlite_sequence WHERE name = 'tickets';
        UPDATE sqlite_sequence SET name = 'tickets' WHERE name = 'tickets_before';
        DROP TABLE tickets_before;
        CREATE INDEX tickets_by_customer ON tickets (customer_key, created_at);
        CREATE INDEX tickets_by_rank ON tickets (state, rank, facets);
        CREATE INDEX tickets_ended ON tickets (state) WHERE state = 'Resolved' OR state = 'Closed';
        CREATE INDEX tickets_by_reminder ON tickets (next_reminder_at) WHERE next_reminder_at IS NOT NULL;
        CREATE INDEX tickets_by_push ON tickets (customer_key, last_pushable_at, id) WHERE last_pushable_at IS NOT NULL;
        CREATE INDEX tickets_by_assignee ON tickets (assignee, state, rank, facets) WHERE assignee IS NOT NULL;
        CREATE INDEX tickets_by_queue ON tickets (queue, state, rank, facets) WHERE queue IS NOT NULL;
        CREATE INDEX tickets_by_urgency ON tickets (urgency, state, rank, facets) WHERE urgency IS NOT NULL;
        CREATE INDEX tickets_by_rating ON tickets (rating, state, rank, facets) WHERE rating IS NOT NULL;

        CREATE TABLE ticket_tags (seq INTEGER NOT NULL, tag TEXT NOT NULL, state TEXT NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (seq, tag)) STRICT, WITHOUT ROWID;
        CREATE INDEX tags_by_rank ON ticket_tags (tag, state, rank);

        CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
        CREATE TABLE word_index (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), through INTEGER NOT NULL) STRICT;
        INSERT INTO word_index (only_row, through) VALUES (1, 0);
        CREATE TABLE words_to_forget (seq INTEGER PRIMARY KEY) STRICT;
        CREATE TRIGGER tickets_gone AFTER DELETE ON tickets BEGIN
            DELETE FROM ticket_tags WHERE seq = old.seq;
            INSERT OR IGNORE INTO words_to_forget (seq) VALUES (old.seq);
        END;
        """;

    // An id is the actor's key and the number, so that a chain is a range of ids.
    private const string AuditLines =
        """
        CREATE TABLE audit (
            id TEXT PRIMARY KEY,
            actor TEXT NOT NULL,
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            action TEXT NOT NULL,
            target TEXT,
            customer TEXT,
            kept_until INTEGER,
            json TEXT NOT NULL,
            mac TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX audit_by_time ON audit (at);
        CREATE INDEX audit_by_actor ON audit (actor, at);
        CREATE INDEX audit_by_action ON audit (action, at);
        CREATE INDEX audit_by_target ON audit (target, at) WHERE target IS NOT NULL;
        CREATE INDEX audit_by_customer ON audit (customer, at) WHERE customer IS NOT NULL;
        CREATE INDEX audit_expiring ON audit (kept_until) WHERE kept_until IS NOT NULL;
        CREATE TABLE audit_heads (actor TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """;

    // What was written before it was known when is the oldest; a log that was trimmed has no time and leaves the index.
    private const string SettledDeliveries =
        """
        CREATE INDEX deliveries_settled ON deliveries (written_at) WHERE written_at IS NOT NULL AND due_at IS NULL;
        UPDATE deliveries SET written_at = 0 WHERE written_at IS NULL;
        """;

    private const string Unread =
        """
        ALTER TABLE deliveries ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX deliveries_unread ON deliveries (ticket_id, unread) WHERE unread > 0;
        """;

    /// <summary>Takes the file's schema from its version to the newest: all steps in one transaction, or none.</summary>
    public static void Migrate(SqliteSession session, IReadOnlyList<string> steps)
    {
        var version = (int)session.First("PRAGMA user_version", row => row.GetInt64(0));
        if (version == steps.Count)
            return;
        session.ExecuteScript("BEGIN IMMEDIATE");
        try
        {
            foreach (var step in steps.Skip(version))
                session.ExecuteScript(step);
            session.ExecuteScript($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {steps.Count}; COMMIT");
        }
        catch
        {
            if (session.InTransaction)
                session.ExecuteScript("ROLLBACK");
            throw;
        }
    }
}
