using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessSupport.Client.Phone.Servers;

/// <summary>The access token for one server: the one that was given, or one that the local edition issues to whoever asks.</summary>
internal sealed class TokenSource(HttpClient http, ServerChoice server, string user, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private TokenAnswer? _issued;

    /// <exception cref="NoIssuerException">The server issues none.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<string?> GetAsync(bool refresh, CancellationToken cancellationToken)
    {
        if (server.Token is null && (refresh || _issued is null || _issued.ExpiresAt < time.GetUtcNow() + Margin))
            _issued = await IssueAsync(cancellationToken);
        return server.Token ?? _issued!.Token;
    }

    private async Task<TokenAnswer> IssueAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/local/tokens"));
        request.Content = JsonContent.Create(new TokenRequest(user, "customer"), TokenJson.Default.TokenRequest);
        using var answer = await http.AskAsync(request, cancellationToken);
        if ((int)answer.StatusCode >= 500)
            throw new HttpRequestException($"it answers {(int)answer.StatusCode}.");
        try
        {
            if (answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync(TokenJson.Default.TokenAnswer, cancellationToken) is { } issued)
                return issued;
        }
        catch (JsonException)
        {
            // It is something else that answers.
        }

        throw new NoIssuerException($"{server.Address} gives no token to {user} ({(int)answer.StatusCode}): it is no local edition, or not on this machine. Give one with --token {server.Name}=TOKEN.");
    }
}

/// <summary>A server that issues no tokens, so that one must be given.</summary>
internal sealed class NoIssuerException(string message) : Exception(message);

internal sealed record TokenRequest(string User, string Role);

internal sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
