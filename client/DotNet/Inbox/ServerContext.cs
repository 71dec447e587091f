using System.Security.Cryptography;
using System.Text;

namespace ServerlessSupport.Client;

/// <summary>What all parts of one server's client share: its name, its connection, and who is signed in.</summary>
internal sealed class ServerContext(string name, SupportServerOptions options, SupportInboxOptions inbox, Ledger ledger)
{
    public string Name { get; } = name;

    public SupportServerOptions Options { get; } = options;

    public Ledger Ledger { get; } = ledger;

    public TimeProvider Time { get; } = inbox.TimeProvider;

    public ServerConnection Connection { get; } = new(options, inbox.TimeProvider);

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>From where a ticket is given now; null when the app tells nothing.</summary>
    public TicketContext? TicketContext() => inbox.Context?.Invoke();

    /// <summary>What the device is, as far as the app tells; an app that cannot tell is registered all the same.</summary>
    public DeviceFacts DeviceFacts()
    {
        try
        {
            return Client.TicketContext.Facts(TicketContext());
        }
#pragma warning disable CA1031 // What the app's own code throws must not keep its device from getting pushes.
        catch (Exception fault)
        {
            Faulted(fault);
            return Client.TicketContext.Facts(null);
        }
#pragma warning restore CA1031
    }

    public void Faulted(Exception fault) => inbox.Faulted?.Invoke(fault);

    public static string DigestOf(string userId)
    {
        using var sha = SHA256.Create();
#pragma warning disable CA1850 // The static method is not in netstandard2.0.
        return Clock.Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(userId)));
#pragma warning restore CA1850
    }

    /// <summary>The session of the person signed in.</summary>
    /// <exception cref="SupportException">Nobody is.</exception>
    public async Task<SessionRecord> SignedInAsync(CancellationToken cancellationToken) =>
        await Ledger.RunAsync(transaction => transaction.FindAsync(Shelves.Sessions, Name), cancellationToken).ConfigureAwait(false) is { UserDigest: not null } session
            ? session
            : throw SupportException.SignedOut(Name);

    /// <summary>Runs a transaction on behalf of a person, who must not have signed out meanwhile: an answer that comes late must not leave traces.</summary>
    /// <exception cref="SupportException">That session has ended.</exception>
    public Task<T> RunAsync<T>(SessionRecord session, Func<LedgerTransaction, Task<T>> run, CancellationToken cancellationToken) =>
        Ledger.RunAsync(
            async transaction => (await transaction.FindAsync(Shelves.Sessions, Name).ConfigureAwait(false))?.Id == session.Id
                ? await run(transaction).ConfigureAwait(false)
                : throw SupportException.SignedOut(Name),
            cancellationToken);

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(SessionRecord session, Func<LedgerTransaction, Task> run, CancellationToken cancellationToken) =>
        RunAsync(
            session,
            async transaction =>
            {
                await run(transaction).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>A loop for work that there is only while somebody is signed in.</summary>
    public BackgroundLoop Loop(Func<SessionRecord, CancellationToken, Task<bool>> work, TimeSpan gather = default) =>
        new(token => WhileSignedInAsync(work, token), new Backoff(Options.FirstRetryDelay, Options.MaxRetryDelay), Time, Faulted, gather);

    private async Task<bool> WhileSignedInAsync(Func<SessionRecord, CancellationToken, Task<bool>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(await SignedInAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (fault.Code == SupportException.NotSignedIn)
        {
            return true;
        }
    }
}
