using System.Globalization;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>The properties that the templates name: those of one push, as strings.</summary>
internal static class PushProperties
{
    /// <summary>What a push is made of when it is handed over at a time: how long it is kept counts from then.</summary>
    public static Dictionary<string, string> Of(PushMessage message, DateTimeOffset now)
    {
        var lifetime = Lifetime(message, now);
        var tag = Digest.Of(message.CollapseId)[..16];
        var properties = new Dictionary<string, string>
        {
            ["server"] = message.Server,
            ["ticketId"] = message.TicketId,
            ["updateId"] = message.UpdateId,
            ["seq"] = message.Seq.ToString(CultureInfo.InvariantCulture),
            ["previousSeq"] = message.PreviousSeq.ToString(CultureInfo.InvariantCulture),
            ["unread"] = message.Unread.ToString(CultureInfo.InvariantCulture),
            ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(message.Kind.ToString()),
            ["at"] = message.At.ToString("O", CultureInfo.InvariantCulture),
            ["collapse"] = message.CollapseId,
            ["thread"] = message.TicketId.Length > 0 ? message.TicketId : "test",
            // Windows takes 16 letters and digits.
            ["tag"] = tag,
            // FCM keeps four keys a device and drops the rest: results have none there, and none of them is dropped for that.
            ["collapseKey"] = message.Kind == EntryKind.Result ? "" : message.CollapseId,
            ["channel"] = message.Kind == EntryKind.Reminder ? "reminders" : "updates",
            ["ttl"] = ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ["lifetime"] = ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture) + "s",
            ["expiration"] = (now + lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var language in ServerTexts.Languages)
        {
            var local = message.In(language);
            (properties[Title(language)], properties[Body(language)], properties[Text(language)]) = (local.Title, local.Body, local.Text ?? "");
        }

        return properties;
    }

    public static string Title(string language) => $"title_{Name(language)}";

    public static string Body(string language) => $"body_{Name(language)}";

    public static string Text(string language) => $"text_{Name(language)}";

    // Platforms try a push that is worth nothing any more once, and keep it not at all.
    private static TimeSpan Lifetime(PushMessage message, DateTimeOffset now) =>
        message.ExpiresAt is not { } end || end - now > PushTemplates.Lifetime ? PushTemplates.Lifetime : end > now ? end - now : TimeSpan.Zero;

    private static string Name(string language) => language.Replace('-', '_');
}
