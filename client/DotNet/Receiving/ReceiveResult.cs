namespace ServerlessSupport.Client;

/// <summary>What became of a push.</summary>
public enum ReceiveOutcome
{
    /// <summary>The update is new and published.</summary>
    Received,

    /// <summary>The update was published before; nothing changed.</summary>
    Duplicate,

    /// <summary>Kept, to be published later by itself: after a sign-in, or when the server can be asked for what is missing.</summary>
    Kept,

    /// <summary>Refused: it names a server that was not added.</summary>
    UnknownServer,

    /// <summary>Refused: it is no push of a support server, or a broken one.</summary>
    Malformed,

    /// <summary>Refused: its ticket is not one of the person signed in.</summary>
    Foreign,

    /// <summary>Refused: whoever was signed in has signed out.</summary>
    SignedOut,
}

/// <summary>What became of a push.</summary>
/// <param name="Outcome">Whether it was taken or refused.</param>
/// <param name="Reason">A sentence for developers.</param>
/// <param name="Update">What the push carried, whether published already or not; null when it was refused.</param>
public sealed record ReceiveResult(ReceiveOutcome Outcome, string Reason, TicketUpdate? Update = null)
{
    /// <summary>Whether it was refused and disturbed nothing.</summary>
    public bool IsRefused => Outcome is not (ReceiveOutcome.Received or ReceiveOutcome.Duplicate or ReceiveOutcome.Kept);
}
