namespace ServerlessSupport.Client;

/// <summary>What all servers of an inbox have in common.</summary>
public sealed class SupportInboxOptions
{
    /// <summary>The file of the default store. Default <c>serverless-support.db</c> in the user's local application data. Not used with <see cref="Store"/>.</summary>
    public string? StorePath { get; init; }

    /// <summary>Where to keep things instead of in a file. The app disposes of it, after the inbox.</summary>
    public IUpdateStore? Store { get; init; }

    /// <summary>The clock. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Asked with each ticket from where it is sent, and with each registration what this device is (its model, its system and the app's version), for agents to see. Default <see cref="TicketContext.OfPlatform"/>; an app that knows more adds it:
    /// <c>() => TicketContext.OfPlatform() with { Device = … }</c>. Null tells nothing.
    /// </summary>
    public Func<TicketContext?>? Context { get; init; } = TicketContext.OfPlatform;

    /// <summary>Told of faults that no caller can be thrown: those of event handlers, and refusals and store faults in the background. Must not throw. Default: nobody is told.</summary>
    public Action<Exception>? Faulted { get; init; }
}
