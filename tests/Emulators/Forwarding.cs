using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessSupport.Emulators;

/// <summary>Hands an HTTP request on to another server and its answer back, unread.</summary>
internal static class Forwarding
{
    // Said anew by whoever writes a message.
    private static readonly string[] Hops = ["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade"];

    /// <summary>The request as it goes to the server.</summary>
    public static HttpRequestMessage To(HttpRequest request, Uri server)
    {
        var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(server, Target(request)));
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
            forwarded.Content = new StreamContent(request.Body);
        foreach (var (name, values) in request.Headers.Where(IsPassed))
            if (!forwarded.Headers.TryAddWithoutValidation(name, values.ToArray()))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        return forwarded;
    }

    // As it was written: what is decoded and written anew may be another address.
    private static string Target(HttpRequest request) =>
        request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is ['/', ..] raw && !raw.StartsWith("//", StringComparison.Ordinal) ? raw : request.GetEncodedPathAndQuery();

    /// <summary>The head of the answer; the body is the caller's to copy.</summary>
    public static void Head(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
            if (!Hops.Contains(name, StringComparer.OrdinalIgnoreCase))
                response.Headers[name] = values.ToArray();
    }

    private static bool IsPassed(KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header) => !Hops.Contains(header.Key, StringComparer.OrdinalIgnoreCase);
}
