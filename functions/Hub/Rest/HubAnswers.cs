using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace ServerlessSupport.Hub.Rest;

/// <summary>The hub's answers, in its own form.</summary>
internal static class HubAnswers
{
    private const string Xml = "application/xml; charset=utf-8";

    public static IResult Error(int status, string detail) => TypedResults.Text(
        new XElement("Error", new XElement("Code", status), new XElement("Detail", detail)).ToString(SaveOptions.DisableFormatting), Xml, null, status);

    /// <summary>What a test send answers: what became of it at each device.</summary>
    public static IResult Outcome(IReadOnlyList<PlatformPush> pushes) => TypedResults.Text(
        new XElement(
            "NotificationOutcome",
            new XElement("Success", pushes.Count(push => !push.IsTooLarge)),
            new XElement("Failure", pushes.Count(push => push.IsTooLarge)),
            new XElement("Results", pushes.Select(push => new XElement(
                "RegistrationResult",
                new XElement("ApplicationPlatform", push.Platform.Format),
                new XElement("PnsHandle", push.InstallationId),
                new XElement("RegistrationId", push.InstallationId),
                new XElement("Outcome", push.IsTooLarge ? "The notification payload is too large" : "The Notification was successfully sent to the Push Notification System")))))
            .ToString(SaveOptions.DisableFormatting),
        Xml, null, StatusCodes.Status201Created);

    /// <summary>The header that says when to come again: whole seconds, and never too few.</summary>
    public static void RetryAfter(HttpResponse response, TimeSpan? after)
    {
        if (after is { } wait)
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
