using Azure.Messaging.ServiceBus;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Runtime;

public sealed class QueueWaitTests
{
    [Fact]
    public async Task A_message_that_is_due_in_months_does_not_hold_up_the_others()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(QueueTests.Automatic));
        await SendAsync(host, "later", TimeSpan.FromDays(100));
        await host.Time.WaitedForAsync(TimeSpan.FromDays(1));

        await SendAsync(host, "now");

        Assert.Equal("now", (await host.Probe.NextAsync<ServiceBusReceivedMessage>()).MessageId);
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains("interrupted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lock_may_be_renewed_for_as_long_as_can_be()
    {
        await using var host = new RuntimeHost { Settings = new() { MaxConcurrentCalls = 1, MaxAutoLockRenewal = TimeSpan.MaxValue } };
        await host.StartWithAsync(typeof(QueueTests.Automatic));

        foreach (var id in new[] { "m1", "m2" })
            await SendAsync(host, id);

        await host.Probe.NextAsync<ServiceBusReceivedMessage>();
        await host.Probe.NextAsync<ServiceBusReceivedMessage>();
    }

    private static Task SendAsync(RuntimeHost host, string id, TimeSpan delay = default) =>
        host.Queues.SendAsync("work", new QueueMessage(id, new TicketTask("t", 1, 1), delay), TestContext.Current.CancellationToken);
}
