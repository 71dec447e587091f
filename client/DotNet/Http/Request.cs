using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.Client;

/// <summary>A request to a server; <paramref name="Path"/> is what follows <c>/api/</c>.</summary>
internal sealed record Request(HttpMethod Method, string Path, byte[]? Json = null, string? IdempotencyKey = null)
{
    public static Request Get(string path) => new(HttpMethod.Get, path);

    public static Request Post<T>(string path, T body, JsonTypeInfo<T> type, string idempotencyKey) =>
        new(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body, type), idempotencyKey);

    public static Request Put<T>(string path, T body, JsonTypeInfo<T> type) =>
        new(HttpMethod.Put, path, JsonSerializer.SerializeToUtf8Bytes(body, type));

    public static string Ticket(string ticketId) => $"tickets/{Uri.EscapeDataString(ticketId)}";

    public HttpRequestMessage ToMessage(Uri api)
    {
        var message = new HttpRequestMessage(Method, new Uri(api, Path));
        message.Headers.Accept.ParseAdd("application/json");
        message.Headers.Accept.ParseAdd("application/problem+json");
        if (IdempotencyKey is not null)
            message.Headers.Add("Idempotency-Key", IdempotencyKey);
        if (Json is not null)
        {
            message.Content = new ByteArrayContent(Json);
            message.Content.Headers.ContentType = new("application/json");
        }

        return message;
    }
}
