using System.Text.Json.Nodes;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.OpenApi;

/// <summary>A header or query parameter that a caller may send.</summary>
internal sealed record Parameter(string Name, string In, string Description, Func<JsonObject> Schema)
{
    public static readonly Parameter IdempotencyKey = new(
        RequestParts.IdempotencyKeyHeader, "header", "Repeating a request with its key gets the answer of the first time and does nothing twice; it counts for one person, and within one ticket.",
        () => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = RequestParts.MaxIdempotencyKeyLength, ["pattern"] = "^[!-~]+$" });

    public static readonly Parameter IfMatch = new(
        "If-Match", "header", "The ETag as it was read, or several: the request is refused when what it is about has none of them now.",
        () => new() { ["type"] = "string", ["pattern"] = "^(\\*|(W/)?\"[^\"]*\"( *, *(W/)?\"[^\"]*\")*)$" });

    public static readonly Parameter Limit = new(
        "limit", "query", "How many at most.",
        () => new() { ["type"] = "integer", ["format"] = "int32", ["minimum"] = 1, ["maximum"] = PageRequest.MaxLimit, ["default"] = PageRequest.DefaultLimit });

    public static readonly Parameter Cursor = new("cursor", "query", "Goes on where the page ended that returned this cursor.", Text);

    public static readonly Parameter After = new("after", "query", "Goes on where the answer ended that returned this cursor, now or at any later time.", Text);

    public static readonly Parameter IfNoneMatch = new("If-None-Match", "header", "The ETag of the answer that the caller has: 304 while there is nothing new.", Text);

    /// <summary>What the agents' list is filtered by; all of it combines.</summary>
    public static readonly IReadOnlyList<Parameter> Filters =
    [
        new("state", "query", "Only tickets in one of these states.", () => ManyOf(EnumNames.Of<TicketState>())),
        new("assignee", "query", "Only tickets of this agent; `me` for oneself, `none` for nobody.", Text),
        new("queue", "query", "Only tickets in this queue; `none` for the general one.", Text),
        new("priority", "query", "Only tickets of this priority.", () => OneOf([.. EnumNames.Of<Priority>()])),
        new("tag", "query", "Only tickets with this tag.", Text),
        new("category", "query", "Only tickets of this category.", () => OneOf([.. EnumNames.Of<TicketCategory>()])),
        new("awaits", "query", "Only tickets on which this side is to write next.", () => OneOf([.. EnumNames.Of<Awaited>()])),
        new("overdue", "query", "Only tickets on which an agent's word is overdue.", Flag),
        new("notReached", "query", "Only tickets with an update that reached nobody, the newest first. Pages may be short.", Flag),
        new("rating", "query", "Only tickets whose newest result was rated so.", () => new() { ["type"] = "integer", ["format"] = "int32", ["minimum"] = 1, ["maximum"] = 5 }),
        new("customer", "query", "Only tickets of the customer with this `customerKey`.", Text),
        new("q", "query", "Only tickets in which every word is found: as the beginning of a word of the subject, a text, the customer's name or id, or as the reference.",
            () => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = SearchQuery.MaxLength }),
        new("order", "query", "`due` (by when an agent's word is due) unless asked for otherwise; `newest` is what changed last, and all that there is with `q` and `notReached`.",
            () => OneOf([.. EnumNames.Of<TicketOrder>()])),
    ];

    public static readonly Parameter Removed = new(
        "removed", "query", "With `true` those who were taken out of the directory, in place of those who are in it.", () => OneOf("true", "false"));

    /// <summary>What a report is about.</summary>
    public static readonly IReadOnlyList<Parameter> Period =
    [
        new("days", "query", "How many days up to today, in UTC.", () => new() { ["type"] = "integer", ["format"] = "int32", ["minimum"] = 1, ["maximum"] = Reports.ReportDay.MaxDays, ["default"] = 30 }),
        new("queue", "query", "Only tickets in this queue; `none` for the general one.", Text),
    ];

    public static readonly Parameter ErasureReason = new(
        "reason", "query", "Why, for the proof that stays.", () => OneOf([.. EnumNames.Of<Privacy.ErasureReason>()]));

    /// <summary>What the audit record is filtered by; all of it combines.</summary>
    public static readonly IReadOnlyList<Parameter> AuditFilters =
    [
        new("actor", "query", "Only what the person with this key did; `roll` for the list of all who have a chain.", Text),
        new("customer", "query", "Only what concerned the customer, or their tickets, with this key.", Text),
        new("target", "query", "Only what was about this: the ids in the address, with slashes between them.", Text),
        new("action", "query", "Only calls of the operation with this id.", Text),
        new("from", "query", "Only what was done at this time or later.", Time),
        new("until", "query", "Only what was done before this time.", Time),
    ];

    public static readonly Parameter ExportLimit = new(
        "limit", "query", "How many lines at most.",
        () => new() { ["type"] = "integer", ["format"] = "int32", ["minimum"] = 1, ["maximum"] = 100_000, ["default"] = 10_000 });

    /// <summary>The parameter of a path that has this name.</summary>
    public static Parameter Path(string name) => name switch
    {
        "ticketId" => new(name, "path", "The ticket's `id`.", Text),
        "attachmentId" => new(name, "path", "The id that the announcement of the attachment returned.", Text),
        "installationId" => new(name, "path", "Chosen by the app and kept as long as it is installed.",
            () => new() { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9_-]{1,64}$" }),
        "customerKey" => new(name, "path", "The `customerKey` of the customer's tickets.", Text),
        "key" => new(name, "path", "The `key` of an agent in the directory.", Text),
        "queueId" => new(name, "path", "The queue's `id`, chosen by who makes it.", DeskId),
        "answerId" => new(name, "path", "The canned answer's `id`, chosen by who makes it.", DeskId),
        "viewId" => new(name, "path", "The view's `id`, chosen by who makes it.", DeskId),
        "laterId" => new(name, "path", "The `id` of the text among the ticket's `scheduled`.", Text),
        _ => throw new InvalidOperationException($"Describe the path parameter {name} here."),
    };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Time() => new() { ["type"] = "string", ["format"] = "date-time" };

    private static JsonObject Flag() => new() { ["type"] = "boolean" };

    private static JsonObject ManyOf(IReadOnlyList<string> values) =>
        new() { ["type"] = "string", ["pattern"] = $"^({string.Join('|', values)})(,({string.Join('|', values)}))*$" };

    private static JsonObject DeskId() => new() { ["type"] = "string", ["pattern"] = "^[a-z0-9-]{1,40}$" };

    private static JsonObject OneOf(params string[] values) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. values]) };
}
