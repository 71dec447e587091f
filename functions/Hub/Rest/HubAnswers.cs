using System.Xml.Linq;

namespace ServerlessSupport.Hub.Rest;

/// <summary>The hub's answers, in the form that the service's SDKs read.</summary>
internal static class HubAnswers
{
    public const string TrackingId = "TrackingId";
    private const string XmlType = "application/xml; charset=utf-8";
    private static readonly XNamespace Connect = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";

    public static IResult Error(int status, string detail) => new ErrorResult(status, detail);

    /// <summary>Done, and nothing to say: the service names the form of its empty answers.</summary>
    public static IResult Empty(int status) => TypedResults.Text("", XmlType, null, status);

    /// <summary>What a test send answers: what became of it at each device.</summary>
    public static IResult Outcome(IReadOnlyList<PlatformPush> pushes, Func<PlatformPush, string?> problem)
    {
        var outcomes = pushes.Select(push => (Push: push, Problem: problem(push))).ToList();
        return TypedResults.Text(
            new XElement(
                Connect + "NotificationOutcome",
                new XElement(Connect + "Success", outcomes.Count(outcome => outcome.Problem is null)),
                new XElement(Connect + "Failure", outcomes.Count(outcome => outcome.Problem is not null)),
                new XElement(Connect + "Results", outcomes.Select(outcome => new XElement(
                    Connect + "RegistrationResult",
                    new XElement(Connect + "ApplicationPlatform", outcome.Push.Platform.Format),
                    new XElement(Connect + "PnsHandle", HubDocuments.XmlText(outcome.Push.Device.PushChannel)),
                    new XElement(Connect + "RegistrationId", outcome.Push.InstallationId),
                    new XElement(Connect + "Outcome", outcome.Problem ?? "The Notification was successfully sent to the Push Notification System")))))
                .ToString(SaveOptions.DisableFormatting),
            XmlType, null, StatusCodes.Status201Created);
    }

    /// <summary>The header that says when to come again: whole seconds, and never too few.</summary>
    public static void RetryAfter(HttpResponse response, TimeSpan? after)
    {
        if (after is { } wait)
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    private sealed class ErrorResult(int status, string detail) : IResult
    {
        // Of what was sent no more than shows what is meant.
        private const int MaxDetail = 1_000;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            var text = HubDocuments.XmlText(detail.Length > MaxDetail ? detail[..MaxDetail] + "…" : detail);
            var now = httpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            var error = new XElement(
                "Error",
                new XElement("Code", status),
                new XElement("Detail", string.Create(CultureInfo.InvariantCulture, $"{text} TrackingId:{httpContext.Response.Headers[TrackingId]},TimeStamp:{now:O}")));
            return TypedResults.Text(error.ToString(SaveOptions.DisableFormatting), XmlType, null, status).ExecuteAsync(httpContext);
        }
    }
}
