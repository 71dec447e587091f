using System.Globalization;
using System.Text.Json;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>The properties that the templates name: those of one push, as strings.</summary>
internal static class PushProperties
{
    public static Dictionary<string, string> Of(PushMessage message)
    {
        var properties = new Dictionary<string, string>
        {
            ["server"] = message.Server,
            ["ticketId"] = message.TicketId,
            ["updateId"] = message.UpdateId,
            ["seq"] = message.Seq.ToString(CultureInfo.InvariantCulture),
            ["previousSeq"] = message.PreviousSeq.ToString(CultureInfo.InvariantCulture),
            ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(message.Kind.ToString()),
            ["at"] = message.At.ToString("O", CultureInfo.InvariantCulture),
            ["text"] = message.Text ?? "",
            ["truncated"] = message.Truncated ? "true" : "false",
            ["collapse"] = CollapseId(message),
            // Windows takes 16 letters and digits.
            ["tag"] = Digest.Of(CollapseId(message))[..16],
            // FCM keeps four keys a device and drops the rest: results have none there, and none of them is dropped for that.
            ["collapseKey"] = message.Kind == EntryKind.Result ? "" : message.TicketId,
            ["expiration"] = (message.At + PushTemplates.Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var language in PushTexts.Languages)
        {
            var local = message.In(language);
            (properties[Title(language)], properties[Body(language)]) = (local.Title, local.Body);
        }

        return properties;
    }

    // Newer news of a ticket takes the place of older news, not delivered yet or still shown, but never that of a result.
    private static string CollapseId(PushMessage message) => message.Kind == EntryKind.Result ? message.UpdateId : message.TicketId;

    public static string Title(string language) => $"title_{Name(language)}";

    public static string Body(string language) => $"body_{Name(language)}";

    private static string Name(string language) => language.Replace('-', '_');
}
