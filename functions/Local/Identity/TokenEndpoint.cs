using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Local.Identity;

/// <summary>Who a token is for, and how many seconds it lasts.</summary>
internal sealed record TokenRequest
{
    [Required(ErrorMessage = "is required."), StringLength(255, ErrorMessage = "may have at most {1} characters.")]
    public string? User { get; init; }

    [AllowedValues("customer", "agent", "admin", null, ErrorMessage = "must be customer, agent or admin.")]
    public string? Role { get => field; init => field = value?.ToLowerInvariant(); }

    [StringLength(255, ErrorMessage = "may have at most {1} characters.")]
    public string? Name { get; init; }

    [Range(1, 30 * 24 * 3600, ErrorMessage = "must be from {1} to {2} seconds.")]
    public int? ExpiresIn { get; init; }
}

/// <summary>A token to send as <c>Authorization: Bearer …</c>.</summary>
internal sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt);

/// <summary>Hands out tokens to whoever sits at this machine.</summary>
internal static class TokenEndpoint
{
    private const int DefaultSeconds = 8 * 3600;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/local/tokens", async context => await (await IssueAsync(context)).ExecuteAsync(context));

    private static async Task<IResult> IssueAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if ((await RequestBody.ReadAsync(context.Request, TokenJson.Instance.TokenRequest, context.RequestAborted)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        var expiresAt = services.GetRequiredService<TimeProvider>().GetUtcNow().AddSeconds(body.ExpiresIn ?? DefaultSeconds);
        var role = body.Role is "agent" or "admin" ? ActorRole.Agent : ActorRole.Customer;
        var token = services.GetRequiredService<LocalIssuer>().Issue(body.User!, body.Name, role, expiresAt, isAdmin: body.Role == "admin");
        return TypedResults.Json(new TokenAnswer(token, expiresAt), TokenJson.Instance.TokenAnswer);
    }
}

[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext
{
    public static TokenJson Instance { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
}
