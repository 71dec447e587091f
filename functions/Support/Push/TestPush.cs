using ServerlessSupport.Devices;

namespace ServerlessSupport.Push;

/// <summary>How far a test push came: every hop that was tried, in order; the first that failed is the last. <c>updateId</c> is what the device receives.</summary>
public sealed record TestPushView(string InstallationId, string UpdateId, IReadOnlyList<TestPushHop> Hops);

/// <summary>One hop of a test push, when it was over, and why it failed if it did.</summary>
public sealed record TestPushHop(TestPushStep Step, bool Ok, DateTimeOffset At, string? Reason = null);

/// <summary>The hops between the server and a device.</summary>
[JsonConverter(typeof(StrictEnumConverter<TestPushStep>))]
public enum TestPushStep
{
    /// <summary>The device is in the server's own table; the time is that of its last registration.</summary>
    Registered,

    /// <summary>The push platform knows the installation.</summary>
    KnownToHub,

    /// <summary>The push platform took the push on. Whether the phone's own platform delivers it, only the device can tell.</summary>
    TakenByHub,
}

/// <summary>Sends a test push to one device, hop by hop, so that its owner learns where pushes get stuck.</summary>
public sealed class TestPush(PruneDevices devices, GuardedGateway gateway, IDeliveryLog log, IOptions<PushOptions> options, TimeProvider time)
{
    public async Task<TestPushView> RunAsync(Installation device, CancellationToken cancellationToken)
    {
        var unread = await log.CountUnreadAsync(device.PersonKey, cancellationToken);
        var message = PushMessages.Test(time.GetUtcNow(), options.Value) with { Unread = Math.Min(unread, PushMessages.MaxUnread) };
        var hops = new List<TestPushHop> { new(TestPushStep.Registered, true, device.RefreshedAt) };
        hops.Add(await AskWhetherKnownAsync(device, cancellationToken));
        if (hops[^1].Ok)
            hops.Add(await SendAsync(device, message, cancellationToken));
        return new TestPushView(device.Id, message.UpdateId, hops);
    }

    private async Task<TestPushHop> AskWhetherKnownAsync(Installation device, CancellationToken cancellationToken)
    {
        try
        {
            var reason = await devices.CheckAsync(device, cancellationToken) switch
            {
                ChannelState.Good => null,
                ChannelState.Expired => "The device's own platform says that its push channel has expired. Register it again, with the channel it has now.",
                _ => "The push platform did not know the device, and was told of it. Try again.",
            };
            return new TestPushHop(TestPushStep.KnownToHub, reason is null, time.GetUtcNow(), reason);
        }
        catch (UnavailableException fault)
        {
            return new TestPushHop(TestPushStep.KnownToHub, false, time.GetUtcNow(), fault.Message);
        }
    }

    private async Task<TestPushHop> SendAsync(Installation device, PushMessage message, CancellationToken cancellationToken)
    {
        var result = await gateway.SendAsync(message, TagExpression.AnyOf([device.RegistrationTag]), cancellationToken);
        return new TestPushHop(TestPushStep.TakenByHub, result.Outcome == PushOutcome.Accepted, time.GetUtcNow(), result.Reason);
    }
}
