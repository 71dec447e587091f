namespace ServerlessSupport.Client;

/// <summary>The one exception of the SDK: what a server refused, or that it could not be asked.</summary>
public sealed class SupportException : Exception
{
    /// <summary>The <see cref="Code"/> when a server could not be reached or broke the connection off.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The <see cref="Code"/> when a server did not answer within <see cref="SupportServerOptions.RequestTimeout"/>.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>The <see cref="Code"/> when the app's <see cref="AccessTokenCallback"/> had no token to give, or failed.</summary>
    public const string NoToken = "no_token";

    /// <summary>The <see cref="Code"/> when nobody is signed in, or the one who was signed out meanwhile.</summary>
    public const string NotSignedIn = "not_signed_in";

    /// <summary>The <see cref="Code"/> when an answer is not what this kind of server sends.</summary>
    public const string InvalidAnswer = "invalid_answer";

    /// <summary>The <see cref="Code"/> when the server calls itself by another name than the one it was added by.</summary>
    public const string WrongServer = "wrong_server";

    /// <summary>The <see cref="Code"/> when the local store cannot be read or written.</summary>
    public const string StoreFailed = "store_failed";

    /// <summary>The <see cref="Code"/> when the file of an attachment cannot be read any more.</summary>
    public const string FileMissing = "file_missing";

    /// <summary>The <see cref="Code"/> when the server has given up making the archive of <see cref="SupportServer.ExportAsync"/>.</summary>
    public const string ExportFailed = "export_failed";

    /// <summary>The <see cref="Code"/> when the person has as many devices as one may register: remove one, such as <see cref="LeastRecentDevice"/>.</summary>
    public const string TooManyDevices = "too_many_devices";

    /// <summary>The <see cref="Code"/> when the ticket was merged into another one, <see cref="MergedInto"/>, which goes on.</summary>
    public const string TicketMerged = "ticket_merged";

    private static readonly IReadOnlyDictionary<string, string[]> NoErrors = new Dictionary<string, string[]>();

    /// <summary>An exception with a message only; its <see cref="Code"/> is null.</summary>
    /// <param name="message">A sentence for developers.</param>
    public SupportException(string message)
        : this(message, null)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    /// <param name="message">A sentence for developers.</param>
    /// <param name="innerException">What caused it, or null.</param>
    public SupportException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception without particulars.</summary>
    public SupportException()
        : this("Support could not do what was asked.")
    {
    }

    /// <summary>The HTTP status of the refusal; null when no server answered.</summary>
    public int? Status { get; internal set; }

    /// <summary>The stable code to branch on: a server's problem code such as <c>not_found</c>, or one of this class's constants.</summary>
    public string? Code { get; internal set; }

    /// <summary>What to quote to the server's operators; null when no server answered.</summary>
    public string? TraceId { get; internal set; }

    /// <summary>The faults by the field they are in; empty when no field is wrong.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; internal set; } = NoErrors;

    /// <summary>The id of the person's device that the server has not heard of for longest, where there are <see cref="TooManyDevices"/>; else null.</summary>
    public string? LeastRecentDevice { get; internal set; }

    /// <summary>The id of the ticket that goes on, where the code is <see cref="TicketMerged"/>; else null.</summary>
    public string? MergedInto { get; internal set; }

    /// <summary>How long the server asks to wait before the next attempt; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; internal set; }

    /// <summary>Whether the same request may succeed later as it is: no network, a busy server, a token to come.</summary>
    public bool IsTransient =>
        Status is 401 or 408 or 425 or 429 or >= 500 || Code is Unreachable or TimedOut or NoToken or StoreFailed or "conflict";

    internal static SupportException Of(string code, string message, Exception? cause = null) => new(message, cause) { Code = code };

    internal static SupportException SignedOut(string server) => Of(NotSignedIn, $"Nobody is signed in to {server}: call SignInAsync first.");
}
