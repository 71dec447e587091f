using System.Text.Json.Nodes;

namespace ServerlessSupport.OpenApi;

/// <summary>The headers that answers carry.</summary>
internal static class Headers
{
    public const string ETag = "ETag";
    public const string Location = "Location";
    public const string Replayed = "Idempotency-Replayed";
    public const string RetryAfter = "Retry-After";
    public const string RateLimit = "RateLimit";
    public const string RateLimitPolicy = "RateLimit-Policy";
    public const string Authenticate = "WWW-Authenticate";

    /// <summary>Each header, described, by name.</summary>
    public static JsonObject All() => new()
    {
        [ETag] = Header("The version of what is answered; of a ticket the number of its newest entry.", new() { ["type"] = "string", ["pattern"] = "^\".+\"$" }, isAlways: true),
        [Location] = Header("The address of what was made.", new() { ["type"] = "string", ["format"] = "uri-reference" }, isAlways: true),
        [Replayed] = Header("There when this is the answer of the first time to a request that was repeated.", new() { ["type"] = "string", ["enum"] = new JsonArray("true") }),
        [RetryAfter] = Header("Seconds to wait before repeating the request.", new() { ["type"] = "integer", ["minimum"] = 0 }, isAlways: true),
        [RateLimit] = Header("The limit that was reached, what is left of it (r), and in how many seconds there is room again (t).", new() { ["type"] = "string" }, isAlways: true),
        [RateLimitPolicy] = Header("That limit: how much (q) in how many seconds (w).", new() { ["type"] = "string" }, isAlways: true),
        [Authenticate] = Header("How to sign in.", new() { ["type"] = "string", ["enum"] = new JsonArray("Bearer") }, isAlways: true),
    };

    private static JsonObject Header(string description, JsonObject schema, bool isAlways = false) =>
        new() { ["description"] = description, ["required"] = isAlways, ["schema"] = schema };
}
