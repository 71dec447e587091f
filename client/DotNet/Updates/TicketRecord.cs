using System.Text.Json.Serialization;

namespace ServerlessSupport.Client;

/// <summary>What is kept of a ticket.</summary>
internal sealed record TicketRecord
{
    // More than a time loses on its way, and less than it takes to put a server back.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    public required string Id { get; init; }

    public string? Category { get; init; }

    public string? Subject { get; init; }

    public string? State { get; init; }

    public string? Reference { get; init; }

    public string? Awaits { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string? FollowUpOf { get; init; }

    /// <summary>By number.</summary>
    public IReadOnlyList<WireEntry> Entries { get; init; } = [];

    /// <summary>Every update up to this number was published; none above it was.</summary>
    public int Published { get; init; }

    /// <summary>No update up to this number is unknown: the next number cannot leave a gap.</summary>
    public int Complete { get; init; }

    /// <summary>The customer has seen the updates up to this number.</summary>
    public int Opened { get; init; }

    /// <summary>
    /// As it is known when an entry has that number and time. Another time than is known of that number shows that the server was put back, as by the backup it was made of anew, and
    /// counts again from there: what had these numbers before is gone, and nothing of what has them now was published. The same object when nothing shows that.
    /// </summary>
    public TicketRecord Recounted(int seq, DateTimeOffset at)
    {
        if (!Entries.Any(entry => entry.Seq == seq && (entry.At - at).Duration() > Rounding))
            return this;
        var left = Entries.Where(entry => entry.Seq < seq).ToList();
        return this with
        {
            Entries = left,
            UpdatedAt = left.Count == 0 ? CreatedAt : left[left.Count - 1].At,
            Published = Math.Min(Published, seq - 1),
            Complete = Math.Min(Complete, seq - 1),
            Opened = Math.Min(Opened, seq - 1),
        };
    }

    /// <summary>With what the server answered about the ticket.</summary>
    public TicketRecord With(WireTicket view)
    {
        var known = view.Timeline.Aggregate(this, (record, entry) => record.Recounted(entry.Seq, entry.At));
        if (known != this)
            return known.With(view);
        // A view may be older than what is kept: two answers can pass each other on their way.
        if (view.UpdatedAt < UpdatedAt)
            return this with { Entries = Union(view.Timeline, Entries) };
        var candidate = view.Timeline.Where(entry => IsUpdate(entry) && entry.Seq > Published).Select(entry => entry.Seq - 1);
        var complete = candidate.Concat([view.Timeline.Select(entry => entry.Seq).DefaultIfEmpty(0).Max()]).Min();
        return With((WireSummary)view) with { FollowUpOf = view.FollowUpOf, Entries = Union(Entries, view.Timeline), Complete = Math.Max(Complete, complete) };
    }

    /// <summary>With what a list of tickets tells.</summary>
    public TicketRecord With(WireSummary summary) => summary.UpdatedAt < UpdatedAt ? this : this with
    {
        Category = summary.Category,
        Subject = summary.Subject,
        State = summary.State,
        Reference = summary.Reference ?? Reference,
        Awaits = summary.Awaits,
        CreatedAt = summary.CreatedAt,
        UpdatedAt = summary.UpdatedAt,
    };

    /// <summary>With an update that is published now.</summary>
    public TicketRecord With(HeldRecord update)
    {
        var isNews = update.At >= UpdatedAt;
        return this with
        {
            State = isNews ? StateAfter(update, State) ?? State : State,
            Awaits = !isNews ? Awaits : update.Kind switch { "message" => "customer", "status" => Awaits, _ => "nobody" },
            UpdatedAt = isNews ? update.At : UpdatedAt,
            Entries = Union([new WireEntry(update.Seq, update.Kind, update.At, AuthorOf(update.Kind), update.Text, update.State)], Entries),
            Published = update.Seq,
        };
    }

    public SupportTicket ToTicket(string server)
    {
        var result = Entries.LastOrDefault(entry => entry.Kind == "result");
        return new SupportTicket
        {
            Server = server,
            Id = Id,
            Category = Names.Read<TicketCategory>(Category),
            Subject = Subject ?? "",
            Reference = Reference,
            State = Names.Read<TicketState>(State),
            Awaits = Names.Read<AwaitedParty>(Awaits),
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
            FollowUpOf = FollowUpOf,
            MergedInto = Entries.LastOrDefault(entry => entry.Into is not null || entry.Kind == "reopened")?.Into,
            Result = result is null ? null : new TicketResult(Id, result.Seq, result.At, result.Text ?? ""),
            Timeline = [.. Entries.Select(entry => entry.ToEntry())],
            UnreadCount = UnreadCount,
        };
    }

    /// <summary>How many updates the customer has not opened.</summary>
    [JsonIgnore]
    public int UnreadCount => Entries.Count(entry => IsUpdate(entry) && entry.Seq > Opened && entry.Seq <= Published);

    /// <summary>Whether the entry is told as an update; a status told in an answer only is not.</summary>
    public static bool IsUpdate(WireEntry entry) => entry.Kind switch
    {
        "progress" or "result" => true,
        "status" => entry.Silent != true,
        "message" => entry.By == "agent",
        _ => false,
    };

    private static string? StateAfter(HeldRecord update, string? before) => update.Kind switch
    {
        "progress" => "inProgress",
        // What is written after the result does not reopen the ticket.
        "message" when before is not ("resolved" or "closed") => "waiting",
        "result" => "resolved",
        _ => update.State,
    };

    private static string AuthorOf(string kind) => kind is "progress" or "result" or "message" ? "agent" : "system";

    // Entries of one count never change on the server; where both have one, the second's is the fuller.
    private static IReadOnlyList<WireEntry> Union(IReadOnlyList<WireEntry> some, IReadOnlyList<WireEntry> fuller) =>
        [.. fuller.Concat(some).GroupBy(entry => entry.Seq).Select(same => same.First()).OrderBy(entry => entry.Seq)];
}
