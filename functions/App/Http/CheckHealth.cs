using System.Diagnostics;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.App.Http;

/// <summary>Tells load balancers and people whether the server can do its work, and how far it is behind: one point read of the store, and now and then one page of each index of what waits.</summary>
public sealed class CheckHealth(ITicketStore store, Backlog backlog, RemoveExpired expired, UnreadableDocuments unreadable, TimeProvider time)
{
    private static readonly string NoTicket = TicketId.Derived(PersonKey.Of("health"), "health");

    [Function(nameof(CheckHealth)), Allow(Who.Open)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request, CancellationToken cancellationToken)
    {
        await store.FindAsync(NoTicket, cancellationToken);
        var waiting = await backlog.ReadAsync(cancellationToken);
        var removals = await expired.ReadAsync(cancellationToken);
        using var process = Process.GetCurrentProcess();
        return new Answer<HealthView>(
            new("healthy", ProductVersion.Text, Seconds(process.StartTime)!.Value, Seconds(waiting.Push), Seconds(waiting.Reminder), unreadable.Count)
            {
                RemovedTickets = Told(removals?.Tickets),
                TrimmedDeliveryLogs = Told(removals?.DeliveryLogs),
                RemovedUploads = Told(removals?.Uploads),
                RemovedAuditLines = Told(removals?.AuditLines),
            },
            WireJson.Instance.HealthView);
    }

    private static long? Told(long? count) => count > 0 ? count : null;

    // Never below zero, whatever was done to the clock.
    private long? Seconds(DateTimeOffset? since) => since is { } begin ? Math.Max(0, (long)(time.GetUtcNow() - begin).TotalSeconds) : null;
}

/// <summary>
/// What the health probe answers: the version of the product, and in whole seconds how long this instance has run, how long the oldest
/// push has waited for a retry and how long the oldest reminder has been due (absent when none waits); and how many documents this
/// instance has met that it cannot read.
/// </summary>
internal sealed record HealthView(
    string Status, string Version, long UptimeSeconds, long? OldestPushSeconds, long? OldestReminderSeconds, int UnreadableDocuments)
{
    /// <summary>Tickets that were removed so far because they were kept as long as the settings say; absent while none was.</summary>
    public long? RemovedTickets { get; init; }

    /// <summary>Tickets of whose deliveries only the marks were left, for the same reason; absent while there is none.</summary>
    public long? TrimmedDeliveryLogs { get; init; }

    /// <summary>Files that were uploaded, never confirmed and removed; absent while there is none, and where the store removes them by itself.</summary>
    public long? RemovedUploads { get; init; }

    /// <summary>Lines of the audit record that were removed; absent while there is none, and where the store removes them by itself.</summary>
    public long? RemovedAuditLines { get; init; }
}
