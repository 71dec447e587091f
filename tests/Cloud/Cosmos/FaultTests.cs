using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Contracts;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class FaultTests(CosmosEmulator emulator) : IAsyncLifetime
{
    private static readonly Ticket Ticket = Some.Ticket(Some.Anna, 1);

    private CosmosStore? _opened;

    private CosmosStore Store => _opened!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _opened = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? default;

    [Fact]
    public async Task What_is_throttled_for_a_moment_is_done_by_retries_inside()
    {
        Store.Tap.Fail(Fault.Throttled, times: 2);

        Assert.NotNull(await Store.Tickets.AddAsync(Ticket, Cancellation));

        Assert.Equal(["create tickets", "create tickets", "create tickets"], Store.Tap.Operations);
    }

    [Fact]
    public async Task What_stays_throttled_is_unavailable_and_says_when_to_come_back()
    {
        Store.Tap.Fail(Fault.Throttled);

        var fault = await Assert.ThrowsAsync<UnavailableException>(() => Store.Tickets.AddAsync(Ticket, Cancellation));

        Assert.Equal(TimeSpan.FromMilliseconds(20), fault.RetryAfter);
        Assert.Equal(1 + 3, Store.Tap.Operations.Count);
    }

    [Theory]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.TimedOut)]
    [InlineData(Fault.Torn)]
    [InlineData(Fault.AnswerLost)]
    internal async Task A_write_that_meets_one_fault_is_done_once(Fault fault)
    {
        Store.Tap.Fail(fault, "create", times: 1);
        var added = await Store.Tickets.AddAsync(Ticket, Cancellation);
        Store.Tap.Fail(fault, "replace", times: 1);
        var replaced = await Store.Tickets.ReplaceAsync(Ticket with { Subject = "Changed" }, added!.ETag, Cancellation);

        var found = await Store.Tickets.FindAsync(Ticket.Id, Cancellation);
        Assert.Equal(("Changed", replaced!.ETag), (found!.Document.Subject, found.ETag));
        Assert.Single((await Store.Tickets.ListByCustomerAsync(Some.Anna, new PageRequest(5), Cancellation)).Items);
    }

    [Theory]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.TimedOut)]
    [InlineData(Fault.Torn)]
    internal async Task A_read_or_a_list_that_meets_one_fault_is_answered_or_unavailable_and_never_empty(Fault fault)
    {
        await Store.Tickets.AddAsync(Ticket, Cancellation);

        Store.Tap.Fail(fault, "read", times: 1);
        Assert.NotNull(await OrNullWhenUnavailable(() => Store.Tickets.FindAsync(Ticket.Id, Cancellation)) ?? await Store.Tickets.FindAsync(Ticket.Id, Cancellation));
        Store.Tap.Fail(fault, "query", times: 1);
        var listed = await OrNullWhenUnavailable(async () => await Store.Tickets.ListAsync(new TicketFilter(), new PageRequest(5), Cancellation));
        Assert.True(listed is null || listed.Items.Count == 1);
    }

    [Theory]
    [InlineData(Fault.Throttled)]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.TimedOut)]
    [InlineData(Fault.Torn)]
    internal async Task An_outage_is_told_by_every_operation_and_changes_nothing(Fault fault)
    {
        var added = await Store.Tickets.AddAsync(Ticket, Cancellation);
        await Store.Installations.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);
        Store.Tap.Fail(fault);

        await Assert.ThrowsAsync<UnavailableException>(() => Store.Tickets.FindAsync(Ticket.Id, Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => Store.Tickets.ReplaceAsync(Ticket with { Subject = "Changed" }, added!.ETag, Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => Store.Tickets.AddAsync(Some.Ticket(Some.Anna, 2), Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => Store.Tickets.ListDueAsync(Some.Start, DateTimeOffset.MaxValue, new PageRequest(2), Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => Store.Log.ChangeAsync(Ticket.Id, null, none => none with { WrittenAt = Some.Start }, Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => Store.Log.WriteReconciledAsync("1", Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => Store.Installations.ListAsync(Some.Anna, Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => Store.Installations.DeleteAsync(Some.Anna, "phone", Cancellation));

        Store.Tap.Heal();
        var found = Assert.Single((await Store.Tickets.ListByCustomerAsync(Some.Anna, new PageRequest(5), Cancellation)).Items);
        Assert.Equal(Ticket.Subject, found.Subject);
        Assert.NotNull(await Store.Tickets.ReplaceAsync(Ticket with { Subject = "Changed" }, added!.ETag, Cancellation));
        Assert.Null(await Store.Log.FindAsync(Ticket.Id, Cancellation));
        Assert.NotNull(await Store.Installations.FindAsync(Some.Anna, "phone", Cancellation));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_unavailable_when_the_time_of_a_call_is_over()
    {
        await using var hurried = await CosmosStore.OpenAsync(emulator, (_, settings) => settings["Cosmos:Timeout"] = "00:00:01");
        hurried.Tap.Fail(Fault.Silent);
        var ticket = Ticket with { Id = Some.Ticket(Some.Anna, 3).Id };

        await Assert.ThrowsAsync<UnavailableException>(() => hurried.Tickets.AddAsync(ticket, Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => hurried.Tickets.FindAsync(ticket.Id, Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => hurried.Tickets.ListByCustomerAsync(Some.Anna, new PageRequest(5), Cancellation));

        // The client repeats by itself until it is stopped.
        Assert.Equal(["create tickets", "query tickets", "read tickets"], hurried.Tap.Operations.Distinct().Order());
        using var gaveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hurried.Tickets.FindAsync(ticket.Id, gaveUp.Token));
    }

    [Fact]
    public async Task A_replace_that_the_client_repeated_is_known_as_ones_own()
    {
        var added = await Store.Tickets.AddAsync(Ticket, Cancellation);
        Store.Tap.Fail(Fault.CarriedOutTwice, "replace", times: 1);

        var replaced = await Store.Tickets.ReplaceAsync(Ticket with { Subject = "Changed" }, added!.ETag, Cancellation);

        Assert.Equal((await Store.Tickets.FindAsync(Ticket.Id, Cancellation))!.ETag, replaced!.ETag);
    }

    [Fact]
    public async Task A_caller_who_gives_up_waiting_is_told_so_and_not_that_the_store_is_down()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.Tickets.FindAsync(Ticket.Id, cancelled.Token));
    }

    [Fact]
    public async Task A_document_that_Cosmos_would_not_take_is_refused_before_it_is_sent()
    {
        var fault = await Assert.ThrowsAsync<DocumentTooLargeException>(
            () => Store.Tickets.AddAsync(Some.Ticket(Some.Anna, 1, new string('x', 2 * 1024 * 1024)), Cancellation));

        Assert.Contains(Ticket.Id, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Store.Tap.Operations);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_no_missing_ticket()
    {
        await Store.Containers.Tickets.DeleteContainerAsync(cancellationToken: Cancellation);

        await Assert.ThrowsAnyAsync<Exception>(() => Store.Tickets.FindAsync(Ticket.Id, Cancellation));
    }

    private static async Task<T?> OrNullWhenUnavailable<T>(Func<Task<T?>> call)
        where T : class
    {
        try
        {
            return await call() ?? throw new InvalidOperationException("A fault was taken for an empty answer.");
        }
        catch (UnavailableException)
        {
            return null;
        }
    }
}
