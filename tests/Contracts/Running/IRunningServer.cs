namespace ServerlessSupport.Contracts.Running;

/// <summary>The product as an edition runs it, with a clock that the test moves.</summary>
public interface IRunningServer
{
    /// <summary>A client that is signed in.</summary>
    Task<Person> SignInAsync(string user, string role);

    Task<Person> CustomerAsync(string user = "alice") => SignInAsync(user, "customer");

    Task<Person> AgentAsync(string user = "ann") => SignInAsync(user, "agent");

    /// <summary>Connects a device that is registered; pushes newer than <paramref name="after"/> come, 0 for all.</summary>
    Task<Phone> ConnectAsync(string installationId, long after);

    /// <summary>The time by the server's clock.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Moves the clock, which wakes the timers that are due.</summary>
    Task AdvanceAsync(TimeSpan by);

    /// <summary>Wakes the reconciler.</summary>
    Task ReconcileAsync();

    /// <summary>Stops the server; what it keeps stays.</summary>
    Task StopAsync();

    Task StartAsync();
}

/// <summary>How devices are reached where the server itself does not deliver the pushes.</summary>
public interface IDeviceNetwork
{
    /// <summary>What a device says of itself when it registers.</summary>
    object Describe(string installationId);

    Task<Phone> ConnectAsync(string installationId, long after);
}
