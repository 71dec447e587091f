using System.Net;
using ServerlessSupport.Local.Attachments;

namespace ServerlessSupport.Local.Identity;

/// <summary>Keeps what is only for this machine (/local, /admin) from every other: by the caller's address, and by the Host it named, so that a web page cannot get in by a name of its own.</summary>
internal static class LoopbackOnly
{
    private static readonly string[] Proxies = ["Forwarded", "X-Forwarded", "X-Real-IP", "Via"];

    public static Task GuardAsync(HttpContext context, RequestDelegate next) =>
        IsGuarded(context.Request.Path) && Refuse(context) is { } refusal ? new ProblemResult(refusal).ExecuteAsync(context) : next(context);

    private static Refusal? Refuse(HttpContext context)
    {
        if (!IsLoopback(context) || IsForwarded(context.Request))
            return ProblemCode.Forbidden.With("This address answers only on the machine itself, and not through a proxy.");
        return !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && IsFromAnotherSite(context)
            ? ProblemCode.Forbidden.With("This address takes nothing from the page of another site, unless --cors names it.")
            : null;
    }

    // A proxy on this machine calls from it too, for whoever called the proxy.
    private static bool IsForwarded(HttpRequest request) => request.Headers.Keys.Any(name =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || Proxies.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static bool IsFromAnotherSite(HttpContext context)
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        if (context.RequestServices.GetService<LocalOptions>() is { } options && options.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return false;
        return (origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
            || request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
    }

    // Addresses of attachments are signed, and phones use them.
    private static bool IsGuarded(PathString path) =>
        (path.StartsWithSegments("/local") && !path.StartsWithSegments(AttachmentTransfer.Path)) || path.StartsWithSegments("/admin");

    private static bool IsLoopback(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && (host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var named) && IPAddress.IsLoopback(named)));
    }
}
