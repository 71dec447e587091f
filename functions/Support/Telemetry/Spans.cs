using System.Diagnostics;
using System.Diagnostics.Metrics;

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

/// <summary>What the product tells about itself: spans from one source, measurements from one meter, both of the same name. Nothing is made while nobody listens.</summary>
public static class SupportTelemetry
{
    public const string Name = "ServerlessSupport";
    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);
}

/// <summary>The W3C <c>traceparent</c> of the work under way, as documents and messages carry it to what comes of it later.</summary>
internal static class TraceParent
{
    /// <summary>Null when nobody records the work under way: a trace that is kept nowhere leads nowhere.</summary>
    public static string? Current => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;
}
