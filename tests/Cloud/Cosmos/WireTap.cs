using System.Collections.Concurrent;
using System.Net;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

/// <summary>What goes wrong between the client and the server.</summary>
internal enum Fault
{
    /// <summary>429, try again in a moment.</summary>
    Throttled,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>No answer, ever.</summary>
    Silent,

    /// <summary>The connection breaks before the request arrives.</summary>
    Torn,

    /// <summary>The request is carried out and the connection breaks before the answer arrives.</summary>
    AnswerLost,

    /// <summary>The request is carried out twice, as when the client itself repeats one whose answer it missed.</summary>
    CarriedOutTwice,
}

/// <summary>Sits between Microsoft's client and the server: writes down each operation on documents, and lets those go wrong that a test picks.</summary>
internal sealed class WireTap
{
    private readonly ConcurrentQueue<string> _operations = new();
    private Func<string, Fault?> _faults = _ => null;

    /// <summary>The operations so far, as "replace tickets", in order; failed ones too.</summary>
    public IReadOnlyList<string> Operations => [.. _operations];

    public void Forget() => _operations.Clear();

    /// <summary>
    /// The next so many operations that begin so go wrong; all of them without a number. Leases are left alone: who loses
    /// one gets it back when it has expired, a minute later.
    /// </summary>
    public void Fail(Fault fault, string operation = "", int times = int.MaxValue) =>
        _faults = next => next.StartsWith(operation, StringComparison.Ordinal) && !next.EndsWith(" leases", StringComparison.Ordinal) && Interlocked.Decrement(ref times) >= 0 ? fault : null;

    public void Heal() => _faults = _ => null;

    public HttpMessageHandler Over(HttpMessageHandler inner) => new Handler(this, inner);

    private static string? Name(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        if (path is not ["dbs", _, "colls", var container, "docs", ..] || request.Headers.Contains("x-ms-cosmos-is-query-plan-request"))
            return null;
        var verb = request.Method.Method switch
        {
            "POST" when request.Headers.Contains("x-ms-documentdb-isquery") || request.Headers.Contains("x-ms-documentdb-query") => "query",
            "POST" when request.Headers.Contains("x-ms-documentdb-is-upsert") => "upsert",
            "POST" => "create",
            "PUT" => "replace",
            "DELETE" => "delete",
            _ => path.Length > 5 ? "read" : "feed",
        };
        return $"{verb} {container}";
    }

    private sealed class Handler(WireTap tap, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Name(request) is not { } operation)
                return await base.SendAsync(request, cancellationToken);
            tap._operations.Enqueue(operation);
            switch (tap._faults(operation))
            {
                case Fault.Throttled:
                    return Answer(request, HttpStatusCode.TooManyRequests);
                case Fault.Unavailable:
                    return Answer(request, HttpStatusCode.ServiceUnavailable);
                case Fault.TimedOut:
                    throw new TaskCanceledException("The request timed out.");
                case Fault.Silent:
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                    throw new OperationCanceledException(cancellationToken);
                case Fault.Torn:
                    throw new HttpRequestException("The connection was reset.", new IOException());
                case Fault.AnswerLost:
                    (await base.SendAsync(request, cancellationToken)).Dispose();
                    throw new HttpRequestException("The connection was reset.", new IOException());
                case Fault.CarriedOutTwice:
                    (await base.SendAsync(request, cancellationToken)).Dispose();
                    return await base.SendAsync(request, cancellationToken);
                default:
                    return await base.SendAsync(request, cancellationToken);
            }
        }

        private static HttpResponseMessage Answer(HttpRequestMessage request, HttpStatusCode status)
        {
            var answer = new HttpResponseMessage(status) { RequestMessage = request, Content = new StringContent("{}") };
            answer.Headers.Add("x-ms-retry-after-ms", "20");
            return answer;
        }
    }
}
