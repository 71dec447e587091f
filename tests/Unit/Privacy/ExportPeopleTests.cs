using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NSubstitute;
using ServerlessSupport.Attachments;
using ServerlessSupport.Privacy;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;
using ServerlessSupport.Unit.Runtime;

namespace ServerlessSupport.Unit.Privacy;

/// <summary>What comes between while an archive is written, and what cannot be put into it.</summary>
public sealed class ExportPeopleTests : IDisposable
{
    private static readonly string Alice = Some.Alice.Key;

    private readonly TempStore _store = new();
    private readonly IAttachmentStore _files = Substitute.For<IAttachmentStore>();
    private readonly Dictionary<string, byte[]> _archives = [];
    private readonly LogLines _log = new();
    private readonly LoggerFactory _loggers;
    private readonly ITicketStore _tickets;
    private readonly ExportPeople _people;
    private Action<string> _found = _ => { };

    public ExportPeopleTests()
    {
        _files.WriteArchiveAsync("", "", null!, default).ReturnsForAnyArgs(async call =>
        {
            using var archive = new MemoryStream();
            await call.Arg<Func<Stream, Task>>()(archive);
            _archives[call.ArgAt<string>(0)] = archive.ToArray();
            return archive.Length;
        });
        _files.OfferArchiveAsync("", "", default, default).ReturnsForAnyArgs(new Uri("/archive", UriKind.Relative));
        _loggers = new LoggerFactory([_log]);
        _tickets = Counted<ITicketStore>.Of(_store.Tickets, call => _found(call));
        _people = People(10_000);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _loggers.Dispose();
    }

    [Fact]
    public async Task One_whose_customer_is_erased_while_it_is_written_is_no_fault_and_offered_to_nobody()
    {
        await _store.KeepAsync(Some.OpenTicket());
        _found = call =>
        {
            if (call == "ITicketStore.FindAsync")
                ForgetAsync().GetAwaiter().GetResult();
        };

        var offered = await _people.RequestAsync(Alice, Cancelled);

        Assert.NotNull(offered);
        Assert.Null(offered.Url);
        Assert.Null(await _store.Desk.FindAsync(ExportShelves.Done, Alice, Cancelled));
    }

    [Fact]
    public async Task A_ticket_that_cannot_be_read_is_left_out_and_said_to_be()
    {
        await _store.KeepAsync(Some.OpenTicket());
        await _store.KeepAsync(Some.OpenTicket() with { Id = TicketId.Derived(Alice, "another") });
        var found = 0;
        _found = call =>
        {
            if (call == "ITicketStore.FindAsync" && found++ == 0)
                throw new UnreadableDocumentException("it", new FormatException());
        };

        Assert.NotNull((await _people.RequestAsync(Alice, Cancelled))!.Url);

        using var zip = new ZipArchive(new MemoryStream(_archives[Alice]));
        Assert.Single(zip.Entries, entry => entry.FullName.StartsWith("tickets/", StringComparison.Ordinal));
        var customer = JsonSerializer.Deserialize<JsonElement>(zip.GetEntry("customer.json")!.Open());
        Assert.Equal((1, 1), (customer.GetProperty("tickets").GetInt32(), customer.GetProperty("unreadable").GetInt32()));
    }

    [Fact]
    public async Task Whatever_is_wrong_with_one_the_timer_makes_the_others()
    {
        var bob = new Caller("bob", "Bob", ActorRole.Customer);
        await _store.KeepAsync(Some.OpenTicket());
        await _store.KeepAsync(Some.OpenTicket() with { Id = TicketId.Derived(bob.Key, "his"), CustomerKey = bob.Key });
        foreach (var key in (string[])[Alice, bob.Key])
            await _store.Desk.PutAsync(ExportShelves.Open, key, new Export { PersonKey = key, ArchiveId = "archive", RequestedAt = _store.Time.GetUtcNow() }, Cancelled);
        var listed = 0;
        _found = call =>
        {
            if (call == "ITicketStore.ListByCustomerAsync" && listed++ == 0)
                throw new InvalidOperationException("boom");
        };

        await _people.RunAsync(Cancelled);

        Assert.Single(_archives);
    }

    [Fact]
    public async Task One_with_more_files_than_an_archive_may_hold_is_given_up_for_a_day_with_its_reason()
    {
        await _store.KeepAsync(WithFile(Some.OpenTicket(), 6_000));
        await _store.KeepAsync(WithFile(Some.OpenTicket() with { Id = TicketId.Derived(Alice, "another") }, 4_000));
        Assert.Equal(ExportStep.Ready, (await _people.RequestAsync(Alice, Cancelled))!.Export.Step);
        _store.Time.Advance(Export.KeptFor);
        var strict = People(9_999);

        var given = await strict.RequestAsync(Alice, Cancelled);

        Assert.Equal((ExportStep.Failed, ExportFailure.TooLarge, null), (given!.Export.Step, given.Export.Reason, given.Url));
        _files.ClearReceivedCalls();
        _store.Time.Advance(Export.KeptFor - TimeSpan.FromSeconds(1));
        await strict.RunAsync(Cancelled);
        Assert.Equal(ExportFailure.TooLarge, (await strict.RequestAsync(Alice, Cancelled))!.Export.Reason);
        Assert.Equal(ExportFailure.TooLarge, (await strict.FindAsync(Alice, Cancelled))!.Reason);
        await _files.DidNotReceiveWithAnyArgs().WriteArchiveAsync("", "", null!, Cancelled);
        Assert.Single(_log.Lines, line => line.Text.Contains("given up", StringComparison.Ordinal));

        _store.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await strict.FindAsync(Alice, Cancelled));
        Assert.Equal(ExportStep.Ready, (await _people.RequestAsync(Alice, Cancelled))!.Export.Step);
    }

    [Fact]
    public async Task One_that_fails_again_and_again_is_given_up_and_one_that_does_then_is_not()
    {
        await _store.KeepAsync(Some.OpenTicket());
        var isBroken = true;
        _found = call =>
        {
            if (isBroken && call == "ITicketStore.FindAsync")
                throw new InvalidOperationException("boom");
        };

        Assert.Equal(ExportStep.Waiting, (await _people.RequestAsync(Alice, Cancelled))!.Export.Step);
        for (var run = 2; run < Export.MaxFaults; run++)
            await _people.RunAsync(Cancelled);
        Assert.Equal((ExportStep.Waiting, Export.MaxFaults - 1), await SeenAsync());
        isBroken = false;
        await _people.RunAsync(Cancelled);
        Assert.Equal(ExportStep.Ready, (await SeenAsync()).Step);

        _store.Time.Advance(Export.KeptFor);
        isBroken = true;
        await _people.RequestAsync(Alice, Cancelled);
        for (var run = 2; run <= Export.MaxFaults; run++)
            await _people.RunAsync(Cancelled);
        Assert.Equal((ExportStep.Failed, ExportFailure.TooManyFaults), ((await _people.FindAsync(Alice, Cancelled))!.Step, (await _people.FindAsync(Alice, Cancelled))!.Reason));
        Assert.Empty(await _store.Desk.ListAsync(ExportShelves.Open, Cancelled));
    }

    [Fact]
    public async Task One_that_takes_longer_than_a_run_may_is_tried_twice_and_a_request_that_leaves_it_to_the_timer_is_no_try()
    {
        await _store.KeepAsync(Some.OpenTicket());
        _found = call =>
        {
            if (call == "ITicketStore.FindAsync")
                _store.Time.Advance(TimeSpan.FromMinutes(9));
        };

        Assert.Equal(ExportStep.Waiting, (await _people.RequestAsync(Alice, Cancelled))!.Export.Step);
        await _people.RunAsync(Cancelled);
        Assert.Equal((ExportStep.Waiting, 0), await SeenAsync());
        await _people.RunAsync(Cancelled);

        Assert.Equal((ExportStep.Failed, ExportFailure.TooLarge), ((await _people.FindAsync(Alice, Cancelled))!.Step, (await _people.FindAsync(Alice, Cancelled))!.Reason));
    }

    [Fact]
    public async Task One_whose_workers_die_again_and_again_is_given_up_too()
    {
        await _store.KeepAsync(Some.OpenTicket());
        var died = new Export
        {
            PersonKey = Alice,
            ArchiveId = "archive",
            RequestedAt = _store.Time.GetUtcNow(),
            Step = ExportStep.Packing,
            BusyUntil = _store.Time.GetUtcNow(),
            Faults = Export.MaxFaults - 1,
        };
        await _store.Desk.PutAsync(ExportShelves.Open, Alice, died, Cancelled);

        await _people.RunAsync(Cancelled);

        Assert.Equal(ExportFailure.TooManyFaults, (await _people.FindAsync(Alice, Cancelled))!.Reason);
        Assert.Empty(_archives);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_by_days_and_put_back_stops_none()
    {
        await _store.KeepAsync(Some.OpenTicket());
        var ahead = _store.Time.GetUtcNow().AddDays(30);
        var open = new Export { PersonKey = Alice, ArchiveId = "open", RequestedAt = ahead, Step = ExportStep.Packing, BusyUntil = ahead };
        await _store.Desk.PutAsync(ExportShelves.Open, Alice, open, Cancelled);
        await _store.Desk.PutAsync(ExportShelves.Done, Alice, open with { ArchiveId = "done", Step = ExportStep.Ready, FinishedAt = ahead }, Cancelled);

        Assert.Null(await _people.FindAsync(Alice, Cancelled));
        await _people.RunAsync(Cancelled);
        Assert.Equal(ExportStep.Ready, (await SeenAsync()).Step);

        await _store.Desk.PutAsync(ExportShelves.Done, Alice, open with { Step = ExportStep.Failed, Reason = ExportFailure.TooManyFaults, FinishedAt = ahead }, Cancelled);
        Assert.Equal(ExportStep.Ready, (await _people.RequestAsync(Alice, Cancelled))!.Export.Step);
    }

    private ExportPeople People(long maxFileBytes) => new(
        _store.Desk,
        _tickets,
        _store.Installations,
        _files,
        new CustomerArchive(_tickets, _store.Deliveries, _store.Installations, _files, _store.Time) { MaxFileBytes = maxFileBytes },
        _store.Time,
        _loggers.CreateLogger<ExportPeople>());

    private async Task<(ExportStep Step, int Faults)> SeenAsync()
    {
        var seen = (await _people.FindAsync(Alice, Cancelled))!;
        return (seen.Step, seen.Faults);
    }

    private static Ticket WithFile(Ticket ticket, long size) => ticket with
    {
        Timeline = [.. ticket.Timeline, ticket.Timeline[0] with { Seq = ticket.Version + 1, Kind = EntryKind.Attachment, Text = null, Attachment = new Attachment("file", "file.png", "image/png", size) }],
    };

    private async Task ForgetAsync()
    {
        if (await _store.Desk.FindAsync(ExportShelves.Open, Alice, Cancelled) is { } open)
            await _store.Desk.TryDeleteAsync(ExportShelves.Open, Alice, open.ETag, Cancelled);
    }
}
