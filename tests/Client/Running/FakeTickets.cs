using System.Globalization;

namespace ServerlessSupport.Client.Tests;

internal sealed record Entry(int Seq, string Kind, DateTimeOffset At, string By, string? Text, string? State = null, bool? Nudge = null, int? Score = null, bool? Silent = null, string? Into = null, object? Attachment = null);

internal sealed record FakeTicket(string Id, string Owner, string Category, string Subject, string? FollowUpOf, List<Entry> Entries, string State)
{
    public string State { get; set; } = State;

    public DateTimeOffset CreatedAt => Entries[0].At;

    public DateTimeOffset UpdatedAt => Entries[^1].At;
}

/// <summary>The tickets of a server for tests: the rules that the client meets, kept in memory.</summary>
internal sealed class FakeTickets
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, FakeTicket> _tickets = [];
    private readonly List<(FakeTicket Ticket, Entry Entry)> _feed = [];
    private int _ticks;

    public Lock Gate { get; } = new();

    public IReadOnlyList<FakeTicket> All
    {
        get
        {
            lock (Gate)
                return [.. _tickets.Values];
        }
    }

    public FakeTicket? Find(string owner, string id) => _tickets.TryGetValue(id, out var ticket) && ticket.Owner == owner ? ticket : null;

    public FakeTicket Open(string owner, string text = "Where is my parcel?", string? subject = null, string category = "question", string? id = null, string? followUpOf = null)
    {
        lock (Gate)
        {
            var ticket = new FakeTicket(id ?? $"{owner}-{_tickets.Count + 1}", owner, category, subject ?? text, followUpOf, [], "open");
            _tickets.Add(ticket.Id, ticket);
            Add(ticket, "submitted", "customer", text);
            return ticket;
        }
    }

    /// <summary>Adds an entry; a progress, result or status that is not silent also goes into the list of updates, unless that is behind.</summary>
    public Entry Add(FakeTicket ticket, string kind, string by = "agent", string? text = null, int? score = null, bool silent = false, bool listed = true)
    {
        lock (Gate)
        {
            ticket.State = kind switch { "claimed" or "progress" => "inProgress", "result" => "resolved", "reopened" => "open", "message" when ticket.State == "inProgress" && by == "agent" => "waiting", "message" when ticket.State == "waiting" => "inProgress", _ => ticket.State };
            var entry = new Entry(ticket.Entries.Count + 1, kind, Morning.AddSeconds(++_ticks), by, text, kind == "status" ? ticket.State : null, kind == "inquiry" && text is null ? true : null, score, silent ? true : null);
            ticket.Entries.Add(entry);
            if ((kind is "progress" or "result" or "status" || kind == "message" && by == "agent") && listed && !silent)
                _feed.Add((ticket, entry));
            return entry;
        }
    }

    /// <summary>Forgets the newest entries of a ticket, as a server does that a backup has put back, an hour later.</summary>
    public void PutBack(FakeTicket ticket, int entries)
    {
        lock (Gate)
        {
            var gone = ticket.Entries.TakeLast(entries).ToList();
            ticket.Entries.RemoveRange(ticket.Entries.Count - entries, entries);
            _feed.RemoveAll(item => item.Ticket == ticket && gone.Contains(item.Entry));
            _ticks += 3_600;
        }
    }

    /// <summary>A stretch of updates; like the real list, a later stretch repeats the end of the one before.</summary>
    public object Updates(string server, string owner, string? after, int limit)
    {
        const int Overlap = 2;
        lock (Gate)
        {
            var from = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
            var own = _feed.Where(item => item.Ticket.Owner == owner).ToList();
            var page = own.Skip(from).Take(limit).ToList();
            var hasMore = from + page.Count < own.Count;
            var cursor = hasMore ? from + page.Count : Math.Max(from, own.Count - Overlap);
            return new
            {
                server,
                items = page.Select(item => new { updateId = $"{item.Ticket.Id}:{item.Entry.Seq}", ticketId = item.Ticket.Id, item.Entry.Seq, item.Entry.Kind, item.Entry.At, item.Entry.Text, item.Entry.State }),
                cursor = cursor.ToString(CultureInfo.InvariantCulture),
                hasMore,
            };
        }
    }

    /// <summary>Ends a ticket: what is said on it is refused with the other.</summary>
    public void Merge(FakeTicket ticket, FakeTicket into)
    {
        lock (Gate)
        {
            var entry = Add(ticket, "merged");
            ticket.Entries[^1] = entry with { Into = into.Id };
            ticket.State = "closed";
        }
    }

    private static string Awaits(FakeTicket ticket) => ticket.State == "waiting" ? "customer" : ticket.Entries[^1].By == "customer" ? "agent" : "nobody";

    public object List(string owner)
    {
        lock (Gate)
            return new { items = _tickets.Values.Where(ticket => ticket.Owner == owner).Reverse().Select(ticket => new { ticket.Id, ticket.Category, ticket.Subject, ticket.State, ticket.CreatedAt, ticket.UpdatedAt, reference = "K7F3-92QD", awaits = Awaits(ticket) }).ToList() };
    }

    public object View(FakeTicket ticket)
    {
        lock (Gate)
            return new { ticket.Id, ticket.Category, ticket.Subject, ticket.State, ticket.CreatedAt, ticket.UpdatedAt, ticket.FollowUpOf, reference = "K7F3-92QD", awaits = Awaits(ticket), timeline = ticket.Entries.Where(entry => entry.Kind != "note").ToList() };
    }
}
