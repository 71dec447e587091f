using System.Text.Json.Nodes;
using ServerlessSupport.App.Edge;

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

    public static readonly Parameter State = new("state", "query", "Only tickets in this state.", () => OneOf("open", "inProgress", "waiting", "resolved", "closed"));

    public static readonly Parameter Assignee = new("assignee", "query", "Only tickets of this agent; `me` for oneself.", Text);

    public static readonly Parameter View = new("view", "query", "Only tickets with an update that no device confirmed; without `state` and `assignee`.", () => OneOf("notReached"));

    /// <summary>The parameter of a path that has this name.</summary>
    public static Parameter Path(string name) => name switch
    {
        "ticketId" => new(name, "path", "The ticket's `id`.", Text),
        "attachmentId" => new(name, "path", "The id that the announcement of the attachment returned.", Text),
        "installationId" => new(name, "path", "Chosen by the app and kept as long as it is installed.",
            () => new() { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9_-]{1,64}$" }),
        "key" => new(name, "path", "The `key` of an agent in the directory.", Text),
        "queueId" => new(name, "path", "The queue's `id`, chosen by who makes it.", DeskId),
        "answerId" => new(name, "path", "The canned answer's `id`, chosen by who makes it.", DeskId),
        "viewId" => new(name, "path", "The view's `id`, chosen by who makes it.", DeskId),
        "laterId" => new(name, "path", "The `id` of the text among the ticket's `scheduled`.", Text),
        _ => throw new InvalidOperationException($"Describe the path parameter {name} here."),
    };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject DeskId() => new() { ["type"] = "string", ["pattern"] = "^[a-z0-9-]{1,40}$" };

    private static JsonObject OneOf(params string[] values) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. values]) };
}
