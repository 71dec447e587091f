using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Runtime;

public sealed class QueueTests
{
    private const string Work = "work";
    private const string DeadWork = "work/$deadletterqueue";

    private static readonly TimeSpan HalfLock = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_wakes_the_function_with_its_JSON_and_is_gone_when_it_succeeds()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(Automatic));

        await SendAsync(host, "m1");

        var message = await NextAsync(host);
        Assert.Equal("""{"ticketId":"t","seq":1,"attempt":1}""", message.Body.ToString());
        Assert.Equal(("m1", 1), (message.MessageId, message.DeliveryCount));
        await EmptyAsync(host, Work);
    }

    [Fact]
    public async Task A_delayed_message_comes_when_it_is_due()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(Automatic));

        await SendAsync(host, "m1", TimeSpan.FromHours(2));
        await host.Time.WaitedForAsync(TimeSpan.FromHours(2));
        host.Probe.AssertNothingMore();
        host.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("m1", (await NextAsync(host)).MessageId);
    }

    [Fact]
    public async Task A_function_that_throws_gets_the_message_again_at_once_and_after_ten_deliveries_it_is_a_dead_letter()
    {
        await using var host = new RuntimeHost();
        host.Probe.Behaviour = (_, _) => throw new InvalidOperationException("No luck.");
        await host.StartWithAsync(typeof(Automatic));

        await SendAsync(host, "m1");

        for (var delivery = 1; delivery <= 10; delivery++)
            Assert.Equal(delivery, (await NextAsync(host)).DeliveryCount);
        await HoldsAsync(host, DeadWork);
        var dead = Assert.Single(await host.Queues.ReceiveAsync(DeadWork, 10, HalfLock, 10, Cancellation));
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        host.Probe.AssertNothingMore();
    }

    [Fact]
    public async Task A_dead_letter_queue_wakes_a_function_with_the_reason()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(DeadLettering), typeof(Drain));

        await SendAsync(host, "m1");

        await NextAsync(host);
        var dead = await NextAsync(host);
        Assert.Equal(("m1", "NoUse", "Nobody wants it."), (dead.MessageId, dead.DeadLetterReason, dead.DeadLetterErrorDescription));
        Assert.Equal("NoUse", dead.ApplicationProperties["DeadLetterReason"]);
        Assert.Equal("Nobody wants it.", dead.ApplicationProperties["DeadLetterErrorDescription"]);
        await EmptyAsync(host, DeadWork);
    }

    [Fact]
    public async Task A_message_that_is_not_settled_by_hand_comes_again_when_its_lock_expires_and_not_before()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(Forgetful));

        await SendAsync(host, "m1");
        await NextAsync(host);
        await host.Time.WaitedForAsync(TimeSpan.FromMinutes(1));
        host.Probe.AssertNothingMore();
        host.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(2, (await NextAsync(host)).DeliveryCount);
    }

    [Fact]
    public async Task The_lock_is_renewed_while_the_function_runs()
    {
        // With its one slot taken the pump does not wait on the clock, so that every wait seen is the renewal's.
        await using var host = new RuntimeHost { Settings = new HostSettings { MaxConcurrentCalls = 1 } };
        var release = new TaskCompletionSource();
        host.Probe.Behaviour = (_, _) => release.Task;
        await host.StartWithAsync(typeof(Automatic));
        await SendAsync(host, "m1");
        await NextAsync(host);

        for (var i = 0; i < 6; i++)
            await host.Time.PassAsync(HalfLock);
        await host.Time.WaitedForAsync(HalfLock);
        release.SetResult();

        await EmptyAsync(host, Work);
        host.Probe.AssertNothingMore();
    }

    [Fact]
    public async Task After_the_longest_renewal_the_lock_is_lost_and_the_message_is_delivered_again_while_the_function_still_runs()
    {
        await using var host = new RuntimeHost { Settings = new HostSettings { MaxConcurrentCalls = 1, MaxAutoLockRenewal = TimeSpan.FromMinutes(1) } };
        var release = new TaskCompletionSource();
        host.Probe.Behaviour = (_, _) => release.Task;
        await host.StartWithAsync(typeof(Automatic));
        await SendAsync(host, "m1");
        await NextAsync(host);

        for (var i = 0; i < 3; i++)
            await host.Time.PassAsync(HalfLock);
        // A write of its own lets a renewal that should not be come first.
        await host.Queues.SendAsync("other", new QueueMessage("m2", new TicketTask("t", 1, 1)), Cancellation);
        host.Time.Advance(HalfLock);

        Assert.Equal(2, Assert.Single(await host.Queues.ReceiveAsync(Work, 1, HalfLock, 10, Cancellation)).DeliveryCount);
        release.SetResult();
    }

    [Theory]
    [InlineData(typeof(TwiceCompleting))]
    [InlineData(typeof(CompletingAfterAbandon))]
    public async Task A_message_can_be_settled_once_only(Type function)
    {
        await using var host = await RuntimeHost.StartAsync(function);

        await SendAsync(host, "m1");

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, (await host.Probe.NextAsync<ServiceBusException>()).Reason);
    }

    [Fact]
    public async Task Completing_by_hand_under_automatic_completion_is_reported()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(HandAndAutomatic));

        await SendAsync(host, "m1");
        await NextAsync(host);

        using var patience = new CancellationTokenSource(Probe.Patience);
        while (!host.Log.Lines.Any(line => line.Fault is ServiceBusException { Reason: ServiceBusFailureReason.MessageLockLost }))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await EmptyAsync(host, Work);
    }

    [Fact]
    public async Task An_abandoned_message_comes_again_at_once()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(AbandoningOnce));

        await SendAsync(host, "m1");

        Assert.Equal(1, (await NextAsync(host)).DeliveryCount);
        Assert.Equal(2, (await NextAsync(host)).DeliveryCount);
        await EmptyAsync(host, Work);
    }

    [Fact]
    public async Task At_most_so_many_messages_are_worked_on_at_once_and_a_slow_one_does_not_hold_up_the_rest()
    {
        await using var host = new RuntimeHost { Settings = new HostSettings { MaxConcurrentCalls = 3 } };
        var release = new TaskCompletionSource();
        host.Probe.Behaviour = (seen, _) => ((ServiceBusReceivedMessage)seen).MessageId == "m0" ? release.Task : Task.CompletedTask;
        await host.StartWithAsync(typeof(Automatic));

        for (var i = 0; i < 20; i++)
            await SendAsync(host, $"m{i}");
        var ids = new HashSet<string>();
        for (var i = 0; i < 20; i++)
            ids.Add((await NextAsync(host)).MessageId);

        Assert.Equal(20, ids.Count);
        Assert.InRange(host.Probe.MostAtOnce, 1, 3);
        Assert.Equal(1, host.Probe.Running);
        release.SetResult();
    }

    [Fact]
    public async Task With_all_slots_taken_no_further_message_is_locked()
    {
        await using var host = new RuntimeHost { Settings = new HostSettings { MaxConcurrentCalls = 1 } };
        var release = new TaskCompletionSource();
        host.Probe.Behaviour = (_, _) => release.Task;
        await host.StartWithAsync(typeof(Automatic));
        await SendAsync(host, "m1");
        await NextAsync(host);
        await SendAsync(host, "m2");

        var other = Assert.Single(await host.Queues.ReceiveAsync(Work, 5, HalfLock, 10, Cancellation));

        Assert.Equal(("m2", 1), (other.MessageId, other.DeliveryCount));
        release.SetResult();
    }

    private static Task SendAsync(RuntimeHost host, string id, TimeSpan delay = default) =>
        host.Queues.SendAsync(Work, new QueueMessage(id, new TicketTask("t", 1, 1), delay), Cancellation);

    private static Task<ServiceBusReceivedMessage> NextAsync(RuntimeHost host) => host.Probe.NextAsync<ServiceBusReceivedMessage>();

    private static Task EmptyAsync(RuntimeHost host, string queue) => UntilAsync(() => host.Queues.NextDueAt(queue) is null);

    private static Task HoldsAsync(RuntimeHost host, string queue) => UntilAsync(() => host.Queues.NextDueAt(queue) is not null);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Probe.Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public sealed class Automatic(Probe probe)
    {
        [Function(nameof(Automatic))]
        public Task Run([ServiceBusTrigger(Work)] ServiceBusReceivedMessage message, CancellationToken cancellationToken) => probe.RunAsync(message, cancellationToken);
    }

    public sealed class Forgetful(Probe probe)
    {
        [Function(nameof(Forgetful))]
        public Task Run([ServiceBusTrigger(Work, AutoCompleteMessages = false)] ServiceBusReceivedMessage message) => probe.RunAsync(message, CancellationToken.None);
    }

    public sealed class DeadLettering(Probe probe)
    {
        [Function(nameof(DeadLettering))]
        public async Task Run([ServiceBusTrigger(Work, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
        {
            await probe.RunAsync(message, CancellationToken.None);
            await actions.DeadLetterMessageAsync(message, null, "NoUse", "Nobody wants it.", CancellationToken.None);
        }
    }

    public sealed class Drain(Probe probe)
    {
        [Function(nameof(Drain))]
        public Task Run([ServiceBusTrigger(DeadWork)] ServiceBusReceivedMessage message) => probe.RunAsync(message, CancellationToken.None);
    }

    public sealed class TwiceCompleting(Probe probe)
    {
        [Function(nameof(TwiceCompleting))]
        public async Task Run([ServiceBusTrigger(Work, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
        {
            await actions.CompleteMessageAsync(message, CancellationToken.None);
            await probe.RunAsync(await Assert.ThrowsAsync<ServiceBusException>(() => actions.CompleteMessageAsync(message)), CancellationToken.None);
        }
    }

    public sealed class CompletingAfterAbandon(Probe probe)
    {
        [Function(nameof(CompletingAfterAbandon))]
        public async Task Run([ServiceBusTrigger(Work, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
        {
            await actions.AbandonMessageAsync(message, null, CancellationToken.None);
            await probe.RunAsync(await Assert.ThrowsAsync<ServiceBusException>(() => actions.CompleteMessageAsync(message)), CancellationToken.None);
        }
    }

    public sealed class HandAndAutomatic(Probe probe)
    {
        [Function(nameof(HandAndAutomatic))]
        public async Task Run([ServiceBusTrigger(Work)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
        {
            await actions.CompleteMessageAsync(message, CancellationToken.None);
            await probe.RunAsync(message, CancellationToken.None);
        }
    }

    public sealed class AbandoningOnce(Probe probe)
    {
        [Function(nameof(AbandoningOnce))]
        public async Task Run([ServiceBusTrigger(Work, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
        {
            await probe.RunAsync(message, CancellationToken.None);
            if (message.DeliveryCount == 1)
                await actions.AbandonMessageAsync(message, null, CancellationToken.None);
            else
                await actions.CompleteMessageAsync(message, CancellationToken.None);
        }
    }
}
