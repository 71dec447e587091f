using ServerlessSupport.Audit;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.App.Http;

/// <summary>Shows admins how long this server keeps what.</summary>
public sealed class ShowRetention(IOptions<RetentionOptions> retention, IOptions<AuditOptions> audit, IOptions<DevicesOptions> devices)
{
    [Function(nameof(ShowRetention)), Allow(Who.Operators)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/retention")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var kept = retention.Value;
        return new Answer<RetentionView>(
            new(Days(kept.EndedTickets), Days(kept.DeliveryLogs), Days(audit.Value.KeptFor), kept.UnconfirmedUploads.TotalDays, Export.KeptFor.TotalDays, devices.Value.ExpireAfter.TotalDays),
            WireJson.Instance.RetentionView);
    }

    private static double? Days(TimeSpan time) => time == TimeSpan.Zero ? null : time.TotalDays;
}

/// <summary>
/// For how many days what is kept; absent for good. Tickets that are resolved or closed count from their last change, what is known of deliveries likewise, files that were uploaded and not confirmed
/// from their upload, archives of customers' data from when they were made, devices from when their app was last heard of.
/// </summary>
internal sealed record RetentionView(double? EndedTickets, double? DeliveryLogs, double? AuditLines, double UnconfirmedUploads, double Archives, double Devices);
