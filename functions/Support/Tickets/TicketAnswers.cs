using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServerlessSupport.Http;

namespace ServerlessSupport.Tickets;

/// <summary>The headers that answers about tickets carry.</summary>
internal static class TicketAnswers
{
    /// <summary>The ETag is the ticket's version; a replayed first answer says so.</summary>
    public static void Describe(HttpRequest request, TicketChange change)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{change.Ticket.Version}\"");
        if (change.Replayed)
            headers["Idempotency-Replayed"] = "true";
    }

    /// <summary>The address of a ticket beside the one that was asked for.</summary>
    public static string Location(HttpRequest request, string ticketId)
    {
        const string Segment = "/tickets";
        var path = $"{request.PathBase}{request.Path}";
        return $"{path[..(path.IndexOf(Segment, StringComparison.OrdinalIgnoreCase) + Segment.Length)]}/{ticketId}";
    }

    public static IResult NotFound() => new ProblemResult(TicketChanges.NotFound());
}
