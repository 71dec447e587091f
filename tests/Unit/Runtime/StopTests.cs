using Azure.Messaging.ServiceBus;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Runtime;

public sealed class StopTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_lets_requests_and_invocations_finish_and_takes_no_new_work()
    {
        await using var host = new RuntimeHost();
        var release = new TaskCompletionSource();
        host.Probe.Behaviour = (_, cancellation) => release.Task.WaitAsync(cancellation);
        await host.StartWithAsync(typeof(QueueTests.Automatic), typeof(HttpTests.Things));
        await SendAsync(host, "m1");
        await host.Probe.NextAsync<ServiceBusReceivedMessage>();
        var request = host.Http.GetAsync("/api/scope", Cancellation);
        await host.Probe.NextAsync<Scoped>();

        var stop = host.StopAsync();
        await SendAsync(host, "m2");
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop.WaitAsync(Probe.Patience, Cancellation);

        Assert.True((await request).IsSuccessStatusCode);
        host.Probe.AssertNothingMore();
        var left = await host.Queues.ReceiveAsync("work", 10, TimeSpan.FromMinutes(1), 10, Cancellation);
        Assert.Equal([("m2", 1)], left.Select(message => (message.MessageId, message.DeliveryCount)));
    }

    [Fact]
    public async Task What_outlasts_the_shutdown_timeout_is_cancelled_and_its_message_comes_again()
    {
        await using var host = new RuntimeHost { ShutdownTimeout = TimeSpan.FromMilliseconds(200) };
        host.Probe.Behaviour = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        await host.StartWithAsync(typeof(QueueTests.Automatic));
        await SendAsync(host, "m1");
        await host.Probe.NextAsync<ServiceBusReceivedMessage>();

        await host.RestartAsync(TimeSpan.Zero, typeof(QueueTests.Automatic));

        var again = await host.Probe.NextAsync<ServiceBusReceivedMessage>();
        Assert.Equal(("m1", 2), (again.MessageId, again.DeliveryCount));
    }

    private static Task SendAsync(RuntimeHost host, string id) =>
        host.Queues.SendAsync("work", new QueueMessage(id, new TicketTask("t", 1, 1)), Cancellation);
}
