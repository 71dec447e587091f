using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessSupport.Client.Tests;

/// <summary>Pushes as the server sends them.</summary>
internal static class Pushes
{
    public static string Of(FakeServer server, FakeTicket ticket, Entry entry, int? cutTo = null, int? previousSeq = null) => Of(server.Name, ticket.Id, entry, cutTo, previousSeq);

    /// <summary>As APNs delivers what shall not alert: without a title and a body.</summary>
    public static string Silent(FakeServer server, FakeTicket ticket, Entry entry)
    {
        var payload = JsonNode.Parse(Of(server, ticket, entry))!.AsObject();
        payload.Remove("title");
        payload.Remove("body");
        payload["aps"] = new JsonObject { ["content-available"] = 1 };
        payload["silent"] = true;
        return payload.ToJsonString();
    }

    public static string Of(string server, string ticketId, Entry entry, int? cutTo = null, int? previousSeq = null) => JsonSerializer.Serialize(
        new
        {
            server,
            ticketId,
            updateId = $"{ticketId}:{entry.Seq}",
            entry.Seq,
            previousSeq,
            entry.Kind,
            entry.At,
            title = "Support",
            body = "There is news about your request.",
            text = cutTo is { } length ? entry.Text?[..Math.Min(length, entry.Text.Length)] : entry.Text,
            truncated = cutTo is not null,
        },
        JsonSerializerOptions.Web);
}
