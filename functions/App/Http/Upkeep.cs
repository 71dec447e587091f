using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.App.Http;

/// <summary>What operators have done a page at a time. Below <c>agent/</c>, because the platform keeps routes that begin with <c>admin</c> for itself.</summary>
public sealed class Upkeep(ITicketStore store, ErasePeople people, ReregisterDevices devices)
{
    private const string OldTickets = "tickets of older versions";
    private const string Erasures = "erasures";
    private const string Devices = "all devices";

    /// <summary>Writes tickets of an older version anew, so that lists and searches find them.</summary>
    [Function(nameof(RenewTickets)), Allow(Who.Operators)]
    public async Task<IResult> RenewTickets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/renew")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(OldTickets, out var page) is { } refusal)
            return new ProblemResult(refusal);
        var done = await store.RenewAsync(page, cancellationToken);
        return new Answer<RenewalView>(new(done.Renewed, done.Next?.ToCursor(OldTickets)), WireJson.Instance.RenewalView);
    }

    /// <summary>Erases again what a store that was restored from a backup has brought back.</summary>
    [Function(nameof(RepeatErasures)), Allow(Who.Operators)]
    public async Task<IResult> RepeatErasures(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/erasures/repeat")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(Erasures, out var page) is { } refusal)
            return new ProblemResult(refusal);
        var done = await people.RepeatAsync(page, cancellationToken);
        return new Answer<RepeatedErasuresView>(new(done.Looked, done.Repeated, done.Next?.ToCursor(Erasures)), WireJson.Instance.RepeatedErasuresView);
    }

    /// <summary>Hands devices to the push platform anew.</summary>
    [Function(nameof(ReregisterDevices)), Allow(Who.Operators)]
    public async Task<IResult> ReregisterDevices(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/devices/reregister")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(Devices, out var page) is { } refusal)
            return new ProblemResult(refusal);
        var done = await devices.RunAsync(page, cancellationToken);
        return new Answer<ReregistrationView>(new(done.Registered, done.Refused, done.Next?.ToCursor(Devices)), WireJson.Instance.ReregistrationView);
    }
}

/// <summary>How many tickets were written anew; the last page has no <c>cursor</c>.</summary>
internal sealed record RenewalView(int Renewed, string? Cursor);

/// <summary>How many erasures of a page were looked at, and how many were done again; the last page has no <c>cursor</c>.</summary>
internal sealed record RepeatedErasuresView(int Looked, int Repeated, string? Cursor);

/// <summary>What became of a page of installations; the last page has no <c>cursor</c>.</summary>
internal sealed record ReregistrationView(int Registered, int Refused, string? Cursor);
