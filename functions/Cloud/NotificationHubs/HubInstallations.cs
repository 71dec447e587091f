using Microsoft.Azure.NotificationHubs;
using Platform = ServerlessSupport.Devices.Platform;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>Our installations as the hub keeps them.</summary>
internal static class HubInstallations
{
    public static bool Supports(Platform platform) => platform != Platform.Local;

    /// <summary>The installation with its tags and its platform's templates; null when the hub could never push to it.</summary>
    public static Installation? Of(Devices.Installation installation)
    {
        var (language, registration) = (ServerTexts.LanguageFor(installation.Locale), installation.RegistrationTag);
        var (platform, templates) = installation.Platform switch
        {
            Platform.Apns => (NotificationPlatform.Apns, PushTemplates.Apns(language, registration)),
            Platform.FcmV1 => (NotificationPlatform.FcmV1, PushTemplates.FcmV1(language, registration)),
            Platform.Wns => (NotificationPlatform.Wns, PushTemplates.Wns(language, registration)),
            Platform.Browser => (NotificationPlatform.Browser, PushTemplates.Browser(language, registration)),
            _ => (default, null),
        };
        var channel = installation.Platform == Platform.Browser ? BrowserChannel.Read(installation.PushChannel) : installation.PushChannel;
        return templates is null || string.IsNullOrWhiteSpace(channel) ? null : new Installation
        {
            InstallationId = installation.HubId,
            Platform = platform,
            PushChannel = channel,
            Tags = [registration],
            Templates = templates,
            ExpirationTime = installation.ExpiresAt == DateTimeOffset.MaxValue ? null : installation.ExpiresAt.UtcDateTime,
        };
    }
}
