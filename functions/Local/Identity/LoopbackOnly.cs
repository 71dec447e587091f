using System.Net;
using Microsoft.AspNetCore.Http;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Local.Attachments;

namespace ServerlessSupport.Local.Identity;

/// <summary>Keeps what is only for this machine (/local, /admin) from every other: by the caller's address, and by the Host it named, so that a web page cannot get in by a name of its own.</summary>
internal static class LoopbackOnly
{
    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (IsGuarded(context.Request.Path) && !IsLoopback(context))
            await new ProblemResult(ProblemCode.Forbidden.With("This address answers only on the machine itself.")).ExecuteAsync(context);
        else
            await next(context);
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
