using System.Runtime.ExceptionServices;

namespace ServerlessSupport.Client;

/// <summary>Fetches a file of a ticket, or the archive of all that the server knows of the customer. What breaks off is taken up where it was.</summary>
internal sealed class AttachmentDownload(ServerContext server)
{
    // As often as nothing more comes; each piece that does starts the count again.
    private const int MaxTries = 3;

    private static readonly TimeSpan ArchivePause = TimeSpan.FromSeconds(10);

    public Task RunAsync(string ticketId, string attachmentId, Stream to, IProgress<AttachmentProgress>? progress, CancellationToken cancellationToken)
    {
        var path = $"{Request.Ticket(ticketId)}/attachments/{Uri.EscapeDataString(attachmentId)}";
        return RunAsync(() => server.Connection.AskAsync(Request.Get(path), WireJson.Default.WireDownload, cancellationToken), to, progress, cancellationToken);
    }

    public Task ExportAsync(Stream to, IProgress<AttachmentProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(() => AskForArchiveAsync(cancellationToken), to, progress, cancellationToken);

    // Until there is an address the server still writes it.
    private async Task<WireDownload> AskForArchiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var export = await server.Connection.AskAsync(Request.Get("me/export"), WireJson.Default.WireExport, cancellationToken).ConfigureAwait(false);
            if (export is { DownloadUrl: { } url, Size: { } size })
                return new WireDownload("The archive", size, url);
            if (export.Step == "failed")
                throw SupportException.Of(SupportException.ExportFailed, $"The server has given the archive up ({export.Reason}), and begins anew for who asks a day later.");
            await server.Time.DelayAsync(server.Options.MaxRetryDelay < ArchivePause ? server.Options.MaxRetryDelay : ArchivePause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Func<Task<WireDownload>> ask, Stream to, IProgress<AttachmentProgress>? progress, CancellationToken cancellationToken)
    {
        var written = new Written(to, progress, cancellationToken);
        for (var tries = 1; ; tries++)
        {
            // The address is good for minutes only, so each try asks for a fresh one.
            var file = await ask().ConfigureAwait(false);
            var before = written.Length;
            try
            {
                await server.Connection.DownloadAsync(file.DownloadUrl, before, (piece, count) => written.AddAsync(file, piece, count), cancellationToken).ConfigureAwait(false);
                if (written.Length == file.Size)
                    return;
                throw SupportException.Of(SupportException.Unreachable, $"{file.FileName} broke off after {written.Length} of {file.Size} bytes.");
            }
            // A full disk is no server that cannot be reached, and does not pass.
            catch (SupportException) when (written.Fault is { } fault)
            {
                ExceptionDispatchInfo.Capture(fault).Throw();
            }
            catch (SupportException fault) when (fault.IsTransient)
            {
                tries = written.Length > before ? 0 : tries;
                if (tries >= MaxTries)
                    throw;
            }
        }
    }

    /// <summary>What has come so far, over all tries, and why it could not be written.</summary>
    private sealed class Written(Stream to, IProgress<AttachmentProgress>? progress, CancellationToken cancellationToken)
    {
        public long Length { get; private set; }

        public IOException? Fault { get; private set; }

        public async Task AddAsync(WireDownload file, byte[] piece, int count)
        {
            if (Length + count > file.Size)
                throw SupportException.Of(SupportException.InvalidAnswer, $"{file.FileName} is longer than the {file.Size} bytes that the server told.");
            try
            {
#pragma warning disable CA1835 // The overloads by Memory are not in netstandard2.0.
                await to.WriteAsync(piece, 0, count, cancellationToken).ConfigureAwait(false);
#pragma warning restore CA1835
            }
            catch (IOException fault)
            {
                Fault = fault;
                throw;
            }

            Length += count;
            progress?.Report(new AttachmentProgress(Length, file.Size));
        }
    }
}
