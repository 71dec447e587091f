using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Http;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>One HTTP function: its name, a method and an address that reach it.</summary>
public sealed record Route(string Function, string Method, string Template)
{
    /// <summary>The address with something plausible in place of each parameter.</summary>
    public string Path => Template
        .Replace("{ticketId}", "00000000000000000000000000-00000000000000000000000000", StringComparison.Ordinal)
        .Replace("{attachmentId}", "00000000000000000000000000", StringComparison.Ordinal)
        .Replace("{laterId}", "1", StringComparison.Ordinal)
        .Replace("{installationId}", "some-device", StringComparison.Ordinal)
        .Replace("{customerKey}", "00000000000000000000000000", StringComparison.Ordinal)
        .Replace("{key}", "00000000000000000000000000", StringComparison.Ordinal)
        .Replace("{queueId}", "some-queue", StringComparison.Ordinal)
        .Replace("{answerId}", "some-answer", StringComparison.Ordinal)
        .Replace("{viewId}", "some-view", StringComparison.Ordinal);

    public override string ToString() => $"{Function} {Method} {Template}";

    /// <summary>Every HTTP function of the API, found the way the host finds them.</summary>
    public static IReadOnlyList<Route> All { get; } =
    [
        .. from type in typeof(SubmitTicket).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null)
           where trigger?.Route?.StartsWith("api/", StringComparison.Ordinal) == true
           from verb in trigger.Methods ?? []
           select new Route(function.Name, verb.ToUpperInvariant(), "/" + trigger.Route),
    ];

    /// <summary>What anyone may call.</summary>
    public bool IsOpen => Function is "CheckHealth" or "DescribeApi";
}
