using System.Diagnostics;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

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

    /// <summary>Notes how a change ended: the code of a refusal is no error of ours.</summary>
    public static Outcome<TicketChange> Ended(this Activity? span, Outcome<TicketChange> outcome)
    {
        span?.SetTag("support.outcome", outcome.Refused(out var refusal, out var change) ? refusal.Problem.Code : change.Replayed ? "replayed" : "done");
        return outcome;
    }

    /// <summary>Notes what the push platform answered.</summary>
    public static void Answered(this Activity span, PushMessage message, PushResult result) => span
        .SetTag("support.update.id", message.UpdateId)
        .SetTag("support.entry.kind", message.Kind.OnWire())
        .SetTag("support.push.outcome", result.Outcome.OnWire())
        .SetStatus(result.Outcome == PushOutcome.Accepted ? ActivityStatusCode.Unset : ActivityStatusCode.Error);

    private static Activity About(this Activity span, string? ticketId) => ticketId is null ? span : span.SetTag("support.ticket.id", ticketId);
}
