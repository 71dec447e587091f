using System.Collections.Concurrent;

namespace ServerlessSupport.Client;

/// <summary>Sends a file: asks where to, uploads, confirms. Each step is noted, so that after a break only what is left is done.</summary>
internal sealed class AttachmentUpload(ServerContext server)
{
    private const int MaxRounds = 5;

    private readonly ConcurrentDictionary<string, IProgress<AttachmentProgress>> _watchers = new();

    public void Watch(string id, IProgress<AttachmentProgress>? progress)
    {
        if (progress is not null)
            _watchers[id] = progress;
    }

    /// <param name="item">What to send.</param>
    /// <param name="ticketId">The ticket's id on the server.</param>
    /// <param name="note">Keeps how far the item is.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task SendAsync(OutboxRecord item, string ticketId, Func<OutboxRecord, Task> note, CancellationToken cancellationToken)
    {
        var path = Request.Ticket(ticketId) + "/attachments";
        while (true)
        {
            if (item.UploadedId is null)
                item = await UploadAsync(item, path, note, cancellationToken).ConfigureAwait(false);
            if (await TryConfirmAsync(item, path, cancellationToken).ConfigureAwait(false))
                break;
            await note(item = Anew(item)).ConfigureAwait(false);
        }

        _watchers.TryRemove(item.Id, out _);
    }

    // False when the server has thrown the file away, which waited too long for this.
    private async Task<bool> TryConfirmAsync(OutboxRecord item, string path, CancellationToken cancellationToken)
    {
        var confirm = $"{path}/{Uri.EscapeDataString(item.UploadedId!)}/confirm";
        try
        {
            await server.Connection.SendAsync(new Request(HttpMethod.Post, confirm, IdempotencyKey: $"{item.IdempotencyKey}-{item.Round}-confirm"), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SupportException fault) when (fault.Code == "attachment_not_uploaded")
        {
            return false;
        }
    }

    private async Task<OutboxRecord> UploadAsync(OutboxRecord item, string path, Func<OutboxRecord, Task> note, CancellationToken cancellationToken)
    {
        using var file = Open(item);
        var body = new WireAttachment(item.FileName!, item.ContentType!, file.Length);
        while (true)
        {
            var ask = Request.Post(path, body, WireJson.Default.WireAttachment, $"{item.IdempotencyKey}-{item.Round}");
            var upload = await server.Connection.SendAsync(ask, WireJson.Default.WireUpload, cancellationToken).ConfigureAwait(false);
            // Whether the place is still good is for it to say: this device's clock may be wrong.
            if (await TryUploadAsync(item, file, upload, cancellationToken).ConfigureAwait(false))
            {
                item = item with { UploadedId = upload.AttachmentId };
                await note(item).ConfigureAwait(false);
                return item;
            }

            await note(item = Anew(item)).ConfigureAwait(false);
        }
    }

    private static OutboxRecord Anew(OutboxRecord item) => item.Round + 1 < MaxRounds
        ? item with { Round = item.Round + 1, UploadedId = null }
        : throw SupportException.Of(SupportException.InvalidAnswer, "None of the places the server gave kept the file.");

    // False when the place does not take the file any more.
    private async Task<bool> TryUploadAsync(OutboxRecord item, FileStream file, WireUpload upload, CancellationToken cancellationToken)
    {
        var length = file.Length;
        using var content = new UploadContent(file, length, sent => Report(item.Id, sent, length));
        // As the server took it when it was asked; a type that only this framework finds wrong must not stop the outbox.
        content.Headers.TryAddWithoutValidation("Content-Type", item.ContentType);
        try
        {
            await server.Connection.UploadAsync(upload.UploadUrl, upload.Headers ?? [], content, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SupportException fault) when (fault.Status is 409 or 412)
        {
            // The place is this file's own, so what is there already is the file: only the answer was lost.
            return true;
        }
        catch (SupportException fault) when (fault.Status is 401 or 403 or 404 or 410)
        {
            return false;
        }
    }

    private void Report(string id, long sent, long total)
    {
        if (!_watchers.TryGetValue(id, out var watcher))
            return;
        try
        {
            watcher.Report(new AttachmentProgress(sent, total));
        }
#pragma warning disable CA1031 // What the app does with its progress must not stop the upload, nor the outbox with it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            server.Faulted(fault);
        }
    }

    private static FileStream Open(OutboxRecord item)
    {
        try
        {
            return new FileStream(item.Path!, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, useAsync: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw SupportException.Of(SupportException.FileMissing, $"The file {item.FileName} cannot be read any more.", fault);
        }
    }
}
