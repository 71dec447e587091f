using System.Text.Json.Nodes;
using Microsoft.Azure.NotificationHubs;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Hub.Installations;

namespace ServerlessSupport.Local.Push;

/// <summary>The product's installations as the hub of this machine keeps them: with the templates that they have on Azure, and their language.</summary>
internal static class LocalInstallation
{
    private static readonly Dictionary<string, InstallationTemplate> NoTemplates = [];
    private static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>Null when the hub cannot read it: a browser's channel may be a document, and that may be broken.</summary>
    public static HubInstallation? Of(Devices.Installation installation)
    {
        try
        {
            return HubInstallation.Read(Document(installation));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static JsonObject Document(Devices.Installation installation) => new()
    {
        ["installationId"] = installation.HubId,
        ["platform"] = installation.Platform.ToString().ToLowerInvariant(),
        ["pushChannel"] = installation.PushChannel,
        ["language"] = ServerTexts.LanguageFor(installation.Locale),
        ["expirationTime"] = installation.ExpiresAt.ToString("O", CultureInfo.InvariantCulture),
        ["tags"] = new JsonArray(JsonValue.Create(installation.RegistrationTag)),
        ["templates"] = new JsonObject((HubInstallations.Of(installation)?.Templates ?? NoTemplates).Select(template => KeyValuePair.Create<string, JsonNode?>(template.Key, TemplateDocument(template.Value)))),
    };

    /// <summary>The language of the generic texts, of those the product has.</summary>
    public static string Language(HubInstallation installation) => installation.Document.Text("language") ?? ServerTexts.DefaultLanguage;

    private static JsonObject TemplateDocument(InstallationTemplate template) => new()
    {
        ["body"] = template.Body,
        ["tags"] = new JsonArray([.. PushTemplates.TagsOf(template).Select(tag => JsonValue.Create(tag))]),
        ["headers"] = new JsonObject((template.Headers ?? NoHeaders).Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, header.Value))),
    };
}
