using System.Diagnostics;

namespace ServerlessSupport.Telemetry;

/// <summary>Starts and ends the spans of the use cases. They name tickets by id and never carry what was written in one, nor by whom.</summary>
internal static class Spans
{
    public static Activity? Start(string name, string? ticketId = null) => SupportTelemetry.Source.StartActivity(name)?.About(ticketId);

    /// <summary>Starts what earlier work caused, linked to the trace of that: what runs now has another parent, or none.</summary>
    public static Activity? StartCaused(string name, string ticketId, string? cause) =>
        SupportTelemetry.Source.StartActivity(
            ActivityKind.Internal,
            links: ActivityContext.TryParse(cause, null, isRemote: true, out var context) ? [new ActivityLink(context)] : null,
            name: name)?.About(ticketId);

    private static Activity About(this Activity span, string? ticketId) => ticketId is null ? span : span.SetTag("support.ticket.id", ticketId);
}
