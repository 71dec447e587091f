using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using ServerlessSupport.Attachments;
using ServerlessSupport.Privacy;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Privacy;

/// <summary>What comes between while an archive is written, and what cannot be put into it.</summary>
public sealed class ExportPeopleTests : IDisposable
{
    private static readonly string Alice = Some.Alice.Key;

    private readonly TempStore _store = new();
    private readonly IAttachmentStore _files = Substitute.For<IAttachmentStore>();
    private readonly Dictionary<string, byte[]> _archives = [];
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
        var tickets = Counted<ITicketStore>.Of(_store.Tickets, call => _found(call));
        _people = new ExportPeople(
            _store.Desk, tickets, _store.Installations, _files, new CustomerArchive(tickets, _store.Deliveries, _store.Installations, _files, _store.Time), _store.Time, NullLogger<ExportPeople>.Instance);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

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

    private async Task ForgetAsync()
    {
        if (await _store.Desk.FindAsync(ExportShelves.Open, Alice, Cancelled) is { } open)
            await _store.Desk.TryDeleteAsync(ExportShelves.Open, Alice, open.ETag, Cancelled);
    }
}
