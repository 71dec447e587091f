using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Runtime;

public sealed class ChangeFeedTests
{
    [Fact]
    public async Task A_change_wakes_the_function_with_the_document()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(FromBeginning));

        var ticket = await host.AddTicketAsync();

        Assert.Equal(ticket.Id, Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>()).Single());
    }

    [Fact]
    public async Task Batches_hold_at_most_as_many_items_as_asked_for_in_the_order_of_change()
    {
        await using var host = new RuntimeHost();
        var tickets = await GivenTicketsAsync(host, 5);
        await host.RestartAsync(TimeSpan.Zero, typeof(FromBeginning));

        var batches = new List<string>[3];
        for (var i = 0; i < batches.Length; i++)
            batches[i] = Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>());

        Assert.Equal([2, 2, 1], batches.Select(batch => batch.Count));
        Assert.Equal(tickets, batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task Without_StartFromBeginning_only_changes_from_the_first_start_on_are_seen_also_after_a_restart()
    {
        await using var host = new RuntimeHost();
        await GivenTicketsAsync(host, 1);
        await host.RestartAsync(TimeSpan.Zero, typeof(FromNow), typeof(FromBeginning));
        await host.Probe.NextAsync<IReadOnlyList<JsonElement>>();
        await LeaseAsync(host, "now-" + nameof(FromNow), 1);
        host.Probe.AssertNothingMore();

        await host.RestartAsync(TimeSpan.Zero);
        var missed = await host.AddTicketAsync();
        await host.RestartAsync(TimeSpan.Zero, typeof(FromNow));

        Assert.Equal([missed.Id], Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>()));
    }

    [Fact]
    public async Task A_restart_goes_on_behind_the_last_checkpoint()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(FromBeginning));
        await host.AddTicketAsync();
        await host.Probe.NextAsync<IReadOnlyList<JsonElement>>();

        await host.RestartAsync(TimeSpan.Zero, typeof(FromBeginning));
        var later = await host.AddTicketAsync();

        Assert.Equal([later.Id], Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>()));
    }

    [Fact]
    public async Task What_is_stored_and_no_JSON_costs_itself_only()
    {
        await using var host = await RuntimeHost.StartAsync();
        var damaged = await host.AddTicketAsync();
        var whole = await host.AddTicketAsync();
        await host.Get<SqliteDatabase>().WriteAsync(
            session => session.Execute("UPDATE tickets SET json = CAST('{broken' AS BLOB) WHERE id = ?1", damaged.Id), TestContext.Current.CancellationToken);

        await host.RestartAsync(TimeSpan.Zero, typeof(FromBeginning));

        Assert.Equal([whole.Id], Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>()));
        Assert.Contains(host.Log.Lines, line => line.Text.Contains("is no JSON", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_whose_function_threw_is_lost_without_a_retry_attribute()
    {
        await using var host = new RuntimeHost();
        host.Probe.Behaviour = FailOnce();
        await host.StartWithAsync(typeof(FromBeginning));

        var lost = await host.AddTicketAsync();
        Assert.Equal([lost.Id], Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>()));
        await LeaseAsync(host, "b-" + nameof(FromBeginning), 1);
        var next = await host.AddTicketAsync();

        Assert.Equal([next.Id], Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>()));
        Assert.Contains(host.Log.Lines, line => line.Level == LogLevel.Error && line.Fault?.Message == "No luck.");
    }

    [Fact]
    public async Task A_retry_attribute_holds_the_lease_until_it_is_used_up_then_the_batch_is_lost()
    {
        await using var host = new RuntimeHost();
        host.Probe.Behaviour = (_, _) => throw new InvalidOperationException("No luck.");
        await host.StartWithAsync(typeof(RetriedTwice));

        await host.AddTicketAsync();
        await host.Probe.NextAsync<IReadOnlyList<JsonElement>>();
        foreach (var seconds in new[] { 2, 4 })
        {
            await host.Time.WaitedForAsync(TimeSpan.FromSeconds(seconds));
            Assert.Equal(0, host.Get<SqliteLeases>().Read("r-" + nameof(RetriedTwice)));
            host.Time.Advance(TimeSpan.FromSeconds(seconds));
            await host.Probe.NextAsync<IReadOnlyList<JsonElement>>();
        }

        await LeaseAsync(host, "r-" + nameof(RetriedTwice), 1);
        host.Probe.AssertNothingMore();
    }

    [Fact]
    public async Task A_stop_amid_retries_leaves_the_lease_so_that_the_batch_comes_again()
    {
        await using var host = new RuntimeHost();
        host.Probe.Behaviour = (_, _) => throw new InvalidOperationException("No luck.");
        await host.StartWithAsync(typeof(RetriedForEver));
        var ticket = await host.AddTicketAsync();
        await host.Time.WaitedForAsync(TimeSpan.FromSeconds(2));

        await host.RestartAsync(TimeSpan.Zero, typeof(RetriedForEver));

        Assert.Equal([ticket.Id], Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>()));
    }

    [Fact]
    public async Task A_function_cancelled_by_the_stop_leaves_the_lease_so_that_the_batch_comes_again()
    {
        await using var host = new RuntimeHost { ShutdownTimeout = TimeSpan.FromMilliseconds(200) };
        host.Probe.Behaviour = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        await host.StartWithAsync(typeof(FromBeginning));
        var ticket = await host.AddTicketAsync();
        await host.Probe.NextAsync<IReadOnlyList<JsonElement>>();

        await host.RestartAsync(TimeSpan.Zero, typeof(FromBeginning));

        Assert.Equal([ticket.Id], Ids(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>()));
    }

    [Fact]
    public async Task Only_the_newest_version_of_a_document_is_seen()
    {
        await using var host = new RuntimeHost();
        await host.StartWithAsync();
        var store = host.Get<ITicketStore>();
        var added = await store.AddAsync(Some.OpenTicket() with { LastDeliverableSeq = 1 }, TestContext.Current.CancellationToken);
        var newest = added!.Document with { Assignee = "agent-ann" };
        Assert.NotNull(await store.ReplaceAsync(newest, added.ETag, TestContext.Current.CancellationToken));

        await host.RestartAsync(TimeSpan.Zero, typeof(FromBeginning));

        var seen = Assert.Single(await host.Probe.NextAsync<IReadOnlyList<JsonElement>>());
        Assert.Equal("agent-ann", seen.GetProperty("assignee").GetString());
    }

    private static async Task<List<string>> GivenTicketsAsync(RuntimeHost host, int count)
    {
        await host.StartWithAsync();
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
            ids.Add((await host.AddTicketAsync($"Question {i}")).Id);
        return ids;
    }

    private static async Task LeaseAsync(RuntimeHost host, string lease, long through)
    {
        using var patience = new CancellationTokenSource(Probe.Patience);
        while (host.Get<SqliteLeases>().Read(lease) is not { } at || at < through)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static Func<object, CancellationToken, Task> FailOnce()
    {
        var failed = false;
        return (_, _) =>
        {
            if (failed)
                return Task.CompletedTask;
            failed = true;
            throw new InvalidOperationException("No luck.");
        };
    }

    private static List<string> Ids(IReadOnlyList<JsonElement> documents) => [.. documents.Select(document => document.GetProperty("id").GetString()!)];

    public sealed class FromBeginning(Probe probe)
    {
        [Function(nameof(FromBeginning))]
        public Task Run(
            [CosmosDBTrigger("support", "tickets", LeaseContainerPrefix = "b-", MaxItemsPerInvocation = 2, StartFromBeginning = true)] IReadOnlyList<JsonElement> documents,
            CancellationToken cancellationToken) =>
            probe.RunAsync(documents, cancellationToken);
    }

    public sealed class FromNow(Probe probe)
    {
        [Function(nameof(FromNow))]
        public Task Run([CosmosDBTrigger("support", "tickets", LeaseContainerPrefix = "now-")] IReadOnlyList<JsonElement> documents) =>
            probe.RunAsync(documents, CancellationToken.None);
    }

    public sealed class RetriedTwice(Probe probe)
    {
        [Function(nameof(RetriedTwice)), ExponentialBackoffRetry(2, "00:00:02", "00:01:00")]
        public Task Run([CosmosDBTrigger("support", "tickets", LeaseContainerPrefix = "r-", StartFromBeginning = true)] IReadOnlyList<JsonElement> documents) =>
            probe.RunAsync(documents, CancellationToken.None);
    }

    public sealed class RetriedForEver(Probe probe)
    {
        [Function(nameof(RetriedForEver)), FixedDelayRetry(-1, "00:00:02")]
        public Task Run([CosmosDBTrigger("support", "tickets", LeaseContainerPrefix = "e-", StartFromBeginning = true)] IReadOnlyList<JsonElement> documents) =>
            probe.RunAsync(documents, CancellationToken.None);
    }
}
