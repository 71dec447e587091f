using System.IO.Compression;
using System.Text.Json.Serialization.Metadata;
using ServerlessSupport.Attachments;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Privacy;

/// <summary>
/// Writes all that is known of a customer into one ZIP archive: <c>tickets/{id}.json</c>, <c>attachments/{ticketId}/{attachmentId}/{fileName}</c>, <c>devices.json</c>,
/// <c>customer.json</c>. One ticket and one piece of a file are in memory at a time.
/// </summary>
public sealed class CustomerArchive(ITicketStore tickets, IDeliveryLog deliveries, IInstallationStore installations, IAttachmentStore files, TimeProvider time)
{
    private const int Batch = 50;

    /// <summary>Bytes that all files in an archive may have together: 10 GB.</summary>
    internal long MaxFileBytes { get; init; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Writes it to the stream; <paramref name="progress"/> is told how many tickets and files are in it after each 50 tickets. Throws <see cref="ExportTooLargeException"/>.</summary>
    public async Task<(int Tickets, int Files)> WriteAsync(string personKey, Stream to, Func<int, int, Task> progress, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        // Lists pass over what they cannot read.
        var passedOver = await tickets.CountAsync(new TicketFilter { CustomerKey = personKey }, int.MaxValue, cancellationToken);
        var (count, attached, unreadable, bytes) = (0, 0, 0, 0L);
        TicketBrief? newest = null;
        for (Page<TicketBrief>? page = null; page is null || page.Next is not null;)
        {
            page = await tickets.ListByCustomerAsync(personKey, new PageRequest(Batch, page?.Next), cancellationToken);
            passedOver -= page.Items.Count;
            newest ??= page.Items is [var first, ..] ? first : null;
            foreach (var brief in page.Items)
            {
                try
                {
                    if ((await tickets.FindAsync(brief.Id, cancellationToken))?.Document is not { } ticket)
                        continue;
                    bytes += ExportedTicket.Files(ticket).Sum(file => file.Size);
                    if (bytes > MaxFileBytes)
                        throw new ExportTooLargeException(bytes);
                    attached += await AddAsync(zip, ticket, cancellationToken);
                    count++;
                }
                catch (UnreadableDocumentException)
                {
                    // It costs itself; the archive says that it lacks it.
                    unreadable++;
                }
            }

            await progress(count, attached);
        }

        unreadable += Math.Max(0, passedOver);
        var devices = await installations.ListAsync(personKey, cancellationToken);
        await AddAsync<IReadOnlyList<ExportedDevice>>(zip, "devices.json", [.. devices.Select(ExportedDevice.Of)], StorageJson.Instance.IReadOnlyListExportedDevice, cancellationToken);
        var customer = new ExportedCustomer(personKey, newest?.CustomerId, newest?.CustomerName, newest?.Language, time.GetUtcNow(), count, attached, unreadable == 0 ? null : unreadable);
        await AddAsync(zip, "customer.json", customer, StorageJson.Instance.ExportedCustomer, cancellationToken);
        return (count, attached);
    }

    private async Task<int> AddAsync(ZipArchive zip, Ticket ticket, CancellationToken cancellationToken)
    {
        // Read before anything of the ticket is written.
        var delivered = await deliveries.TryFindAsync(ticket.Id, cancellationToken);
        await AddAsync(zip, $"tickets/{ticket.Id}.json", ExportedTicket.Of(ticket, delivered), StorageJson.Instance.ExportedTicket, cancellationToken);
        var count = 0;
        foreach (var file in ExportedTicket.Files(ticket))
        {
            var added = await files.ReadKeptAsync(
                new AttachmentName(ticket.Id, file.Id),
                async content =>
                {
                    await using var entry = await zip.CreateEntry($"attachments/{ticket.Id}/{file.Id}/{file.FileName}", CompressionLevel.Fastest).OpenAsync(cancellationToken);
                    await content.CopyToAsync(entry, cancellationToken);
                    return file;
                },
                cancellationToken);
            count += added is null ? 0 : 1;
        }

        return count;
    }

    private static async Task AddAsync<T>(ZipArchive zip, string name, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
        await JsonSerializer.SerializeAsync(entry, value, type, cancellationToken);
    }
}

/// <summary>The files of a customer are more than an archive may hold: so many bytes, and perhaps more.</summary>
public sealed class ExportTooLargeException(long bytes) : Exception($"The files have {bytes} bytes or more together.");
