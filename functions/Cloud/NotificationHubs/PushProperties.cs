using System.Globalization;
using System.Text.Json;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>The properties that the templates name: those of one push, as strings.</summary>
internal static class PushProperties
{
    public static Dictionary<string, string> Of(PushMessage message) => new()
    {
        ["server"] = message.Server,
        ["ticketId"] = message.TicketId,
        ["updateId"] = message.UpdateId,
        ["seq"] = message.Seq.ToString(CultureInfo.InvariantCulture),
        ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(message.Kind.ToString()),
        ["at"] = message.At.ToString("O", CultureInfo.InvariantCulture),
        ["title"] = message.Title,
        ["body"] = message.Body,
        ["text"] = message.Text ?? "",
        ["truncated"] = message.Truncated ? "true" : "false",
        ["collapse"] = CollapseId(message),
        ["expiration"] = (message.At + PushTemplates.Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    };

    // Newer news of a ticket takes the place of older news that was not delivered yet, but never that of a result.
    private static string CollapseId(PushMessage message) => message.Kind == EntryKind.Result ? message.UpdateId : message.TicketId;
}
