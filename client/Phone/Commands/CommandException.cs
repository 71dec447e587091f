namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>A command that cannot be done as it was typed, or did not come to its end; the message says why.</summary>
internal sealed class CommandException(string message) : Exception(message);
