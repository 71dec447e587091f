using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Sends a ticket's updates to devices of its customer, within the time that one ticket may take.</summary>
public sealed class UpdateSender(IInstallationStore installations, PushSender sender, IOptions<PushOptions> options, TimeProvider time)
{
    // What other tickets in the batch wait for must not be one ticket's long backlog on a slow platform.
    private static readonly PushResult TooSlow = new(PushOutcome.Unavailable, "The push platform answers slowly; the rest follows.") { Asked = false };

    /// <summary>The customer's devices, as many as one push may name: two registrations at once may make more, of which those last heard of count.</summary>
    public async Task<IReadOnlyList<Installation>> DevicesAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        var all = await installations.ListAsync(ticket.CustomerKey, cancellationToken);
        return all.Count <= TagExpression.MaxTags ? all : [.. all.OrderByDescending(device => device.RefreshedAt).Take(TagExpression.MaxTags)];
    }

    /// <summary>Sends an update; null when there is nobody to send it to now. A run that began longer than <see cref="PushOptions.SendTimeout"/> ago sends nothing more.</summary>
    public async Task<PushResult?> SendAsync(TicketRun run, TimelineEntry entry, PushAudience audience, CancellationToken cancellationToken) =>
        audience.Now.Count == 0 ? null
        : time.GetUtcNow() - run.StartedAt > options.Value.SendTimeout ? TooSlow
        : await sender.SendAsync(
            PushMessages.For(run.Ticket, entry, options.Value),
            TagExpression.AnyOf([.. audience.Now.Select(device => device.RegistrationTag)]),
            cancellationToken,
            entry.TraceParent);
}
