using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.App.Http;

/// <summary>Shows agents a customer: tickets, devices, ratings, and from where the last ticket came.</summary>
public sealed class ShowCustomer(CustomerPage customers, ExportPeople exports)
{
    /// <summary>The tickets newest first, page by page.</summary>
    [Function(nameof(ShowCustomer)), Allow(Who.Agents, Audited.Always)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/customers/{customerKey}")] HttpRequest request, string customerKey, CancellationToken cancellationToken)
    {
        var list = $"customer {customerKey}";
        if (request.Page(list, out var page) is { } badPage)
            return new ProblemResult(badPage);
        if (!Digest.IsDigest(customerKey))
            return NotFound();
        var found = await customers.ReadAsync(request.Caller(), customerKey, page, cancellationToken);
        if (found.Tickets.Items.Count == 0)
            return NotFound();
        var export = page.After is null ? await exports.FindAsync(customerKey, cancellationToken) : null;
        return new Answer<CustomerView>(CustomerView.Of(customerKey, found, list) with { Export = CustomerExportView.Of(export) }, WireJson.Instance.CustomerView);
    }

    private static ProblemResult NotFound() => new(ProblemCode.NotFound.With("No customer with this key has raised a ticket that you may see."));
}

/// <summary>A customer as agents see one: what the newest ticket of the page says of them, their devices, and a page of their tickets. <c>ratings</c> are those of the page's tickets, the newest first.</summary>
internal sealed record CustomerView(
    string CustomerKey,
    string CustomerId,
    string? Name,
    string? Language,
    SubmissionContext? LastContext,
    IReadOnlyList<CustomerDeviceView> Devices,
    AgentTicketList Tickets,
    IReadOnlyList<int> Ratings)
{
    /// <summary>The archive of their data that they or an admin asked for within the last day, on the first page; absent when nobody did.</summary>
    public CustomerExportView? Export { get; init; }

    public static CustomerView Of(string customerKey, CustomerOverview found, string list)
    {
        var (tickets, newest) = (found.Tickets.Items, found.Tickets.Items[0]);
        return new(
            customerKey,
            newest.CustomerId,
            newest.CustomerName,
            newest.Language,
            tickets.Select(ticket => ticket.Context).FirstOrDefault(context => context is not null),
            [.. found.Devices.Select(CustomerDeviceView.Of)],
            new([.. tickets.Select(AgentTicketSummary.Of)], found.Tickets.Next?.ToCursor(list)),
            [.. tickets.Select(ticket => ticket.Rating).OfType<int>()]);
    }
}

/// <summary>How far an archive of a customer's data is; with the step <c>failed</c> the reason, and in <c>keptUntil</c> until when it is not tried again.</summary>
internal sealed record CustomerExportView(DateTimeOffset RequestedAt, ExportStep Step, ExportFailure? Reason, DateTimeOffset? KeptUntil)
{
    public static CustomerExportView? Of(Export? export) => export is null ? null : new(export.RequestedAt, export.Step, export.Reason, export.FinishedAt + Export.KeptFor);
}

/// <summary>A customer's device: what it is, as its app told, when that was last heard of, and when it last confirmed an update of one of the customer's newest tickets.</summary>
internal sealed record CustomerDeviceView(
    string InstallationId,
    Platform Platform,
    DateTimeOffset RegisteredAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset? LastConfirmedAt,
    QuietHoursBody? QuietHours,
    string? TimeZone,
    string? Language,
    string? Model,
    string? Os,
    string? AppVersion)
{
    public static CustomerDeviceView Of(CustomerDevice device) => new(
        device.Installation.Id,
        device.Installation.Platform,
        device.Installation.RegisteredAt,
        device.Installation.RefreshedAt,
        device.LastConfirmedAt,
        QuietHoursBody.Of(device.Installation.QuietHours),
        device.Installation.TimeZone,
        device.Installation.Locale,
        device.Installation.Model,
        device.Installation.Os,
        device.Installation.AppVersion);
}
