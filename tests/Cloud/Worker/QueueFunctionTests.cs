using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using ServerlessSupport.Cloud.Tests.Blobs;
using ServerlessSupport.Cloud.Tests.Cosmos;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>What the worker does with messages, which it gets as the platform binds them and settles by way of the host.</summary>
public sealed class QueueFunctionTests(TirelessWorker server) : IClassFixture<TirelessWorker>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_that_failed_waits_in_the_queue_and_goes_out_when_the_hub_is_back()
    {
        using var alice = await server.CustomerAsync("alice-retry");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("phone-retry");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        await MisbehaveAsync(new { statuses = new[] { new { status = 500, probability = 1.0 } } });
        await ann.ActAsync(ticket, "result", "Done.");
        await UntilAsync(() => About(ticket) > 0);
        await MisbehaveAsync(new { });
        await server.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("Done.", (await phone.NextAsync()).GetProperty("text").GetString());
        await UntilAsync(() => About(ticket) == 0);
    }

    [Fact]
    public async Task What_fails_to_the_last_attempt_is_a_dead_letter_that_the_worker_drains_and_agents_see()
    {
        using var bob = await server.CustomerAsync("bob-refused");
        using var ann = await server.AgentAsync();
        await using var phone = await bob.ConnectAsync("phone-refused");
        var ticket = await bob.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        await MisbehaveAsync(new { statuses = new[] { new { status = 500, probability = 1.0 } } });
        await ann.ActAsync(ticket, "result", "Done.");
        var path = $"/api/agent/tickets/{ticket}";
        var state = "pending";
        for (var tries = 0; state == "pending" && tries < 100; tries++)
        {
            await UntilAsync(() => server.Broker[QueueNames.PushRetries] is { Ready: 0 });
            await server.AdvanceAsync(TimeSpan.FromMinutes(20));
            state = await StateAsync(ann, path);
        }

        Assert.Equal("failed", state);
        await MisbehaveAsync(new { });
        await UntilAsync(() => server.Broker[QueueNames.PushRetries].DeadLetters!.Count == 0);
        // Runs that failed side by side have a retry each. Those that come later find that there is nothing left to do.
        for (var tries = 0; About(ticket) > 0 && tries < 10; tries++)
        {
            await server.AdvanceAsync(TimeSpan.FromMinutes(20));
            await UntilAsync(() => server.Broker[QueueNames.PushRetries] is { Ready: 0 });
        }

        Assert.Equal(0, About(ticket));
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_is_dropped_with_a_line_in_the_log()
    {
        await using var client = new ServiceBusClient(server.Broker.ConnectionString);
        await using var sender = client.CreateSender(QueueNames.PushRetries);

        await sender.SendMessageAsync(new ServiceBusMessage("no task") { MessageId = "unreadable" }, Cancellation);

        await UntilAsync(() => server.Host.Log.Any(line => line.Contains("unreadable", StringComparison.Ordinal)));
        await UntilAsync(() => server.Broker[QueueNames.PushRetries] is { Ready: 0, DeadLetters.Count: 0 });
    }

    /// <summary>How many messages about a ticket there are, those that are locked or scheduled too. Other tests have messages of theirs in the queue.</summary>
    private int About(string ticket) => server.Broker[QueueNames.PushRetries].MessageIds.Count(id => id.StartsWith(ticket, StringComparison.Ordinal));

    private static async Task<string?> StateAsync(Person agent, string path) => (await agent.GetAsync(path)).Body.GetProperty("deliveries")[0].GetProperty("state").GetString();

    private async Task MisbehaveAsync(object plan)
    {
        using var http = new HttpClient { BaseAddress = server.Hub };
        using var answer = await http.PutAsJsonAsync("/local/hub/faults", plan, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }
}

/// <summary>A worker that asks a hub which refuses again and again, and does not leave it alone meanwhile: the clock that the test moves ends no break.</summary>
public sealed class TirelessWorker : RunningWorker
{
    public TirelessWorker(CosmosEmulator cosmos, Azurite azurite)
        : base(cosmos, azurite) => Changed["Push__CircuitFailures"] = "1000";
}
