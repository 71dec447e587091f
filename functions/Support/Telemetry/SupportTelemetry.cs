using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ServerlessSupport.Telemetry;

/// <summary>What the product tells about itself: spans from one source, measurements from one meter, both of the same name. Nothing is made while nobody listens.</summary>
public static class SupportTelemetry
{
    public const string Name = "ServerlessSupport";

    internal static readonly ActivitySource Source = new(Name);

    internal static readonly Meter Meter = new(Name);
}
