using System.Diagnostics;

namespace ServerlessSupport.Telemetry;

/// <summary>The W3C <c>traceparent</c> of the work under way, as documents and messages carry it to what comes of it later.</summary>
internal static class TraceParent
{
    /// <summary>Null when nobody records the work under way: a trace that is kept nowhere leads nowhere.</summary>
    public static string? Current => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;
}
