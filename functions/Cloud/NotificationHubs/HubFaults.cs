using System.Net;
using Microsoft.Azure.NotificationHubs.Messaging;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>
/// What the hub's faults mean. Only what it says about the request itself is final (malformed, too large); a key that
/// was rotated or a hub that is gone is put right by an operator, and what waited then goes out.
/// </summary>
internal static class HubFaults
{
    public static PushResult ToResult(Exception fault) =>
        new(IsFinal(fault) ? PushOutcome.Refused : PushOutcome.Unavailable, Describe(fault), (fault as MessagingException)?.RetryAfter);

    public static UnavailableException ToUnavailable(Exception fault) => new(Describe(fault), (fault as MessagingException)?.RetryAfter, Cause(fault));

    /// <summary>What of a fault may be logged: all of it when there was no answer; nothing of the hub's own words.</summary>
    public static Exception? Cause(Exception fault) => fault is MessagingException { Detail.HttpStatusCode: not null } ? null : fault;

    public static bool IsFinal(Exception fault) =>
        fault is BadRequestException or MessagingException { Detail.HttpStatusCode: HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge };

    /// <summary>The hub's own words are left out: they may name a device's channel.</summary>
    private static string Describe(Exception fault) => fault switch
    {
        QuotaExceededException => $"Notification Hubs throttles ({Answer(fault)}).",
        UnauthorizedException => $"Notification Hubs does not let this server do it: see NotificationHubs:ConnectionString and the quota of the namespace ({Answer(fault)}).",
        MessagingEntityNotFoundException => $"Notification Hubs has no hub of the name in NotificationHubs:HubName ({Answer(fault)}).",
        BadRequestException => $"Notification Hubs refused the request as malformed ({Answer(fault)}).",
        MessagingException { Detail.HttpStatusCode: HttpStatusCode.RequestEntityTooLarge } => $"The push is too large ({Answer(fault)}).",
        MessagingException { Detail.HttpStatusCode: not null } => $"Notification Hubs failed ({Answer(fault)}).",
        _ => $"Notification Hubs cannot be reached ({fault.GetType().Name}).",
    };

    private static string Answer(Exception fault) =>
        fault is MessagingException { Detail: { } detail } ? $"HTTP {(int?)detail.HttpStatusCode}, tracking id {detail.TrackingId}" : fault.GetType().Name;
}
