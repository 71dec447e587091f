using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using ServerlessSupport.Attachments;
using ServerlessSupport.Audit;
using ServerlessSupport.Privacy;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Privacy;

public sealed class RemoveExpiredTests : IDisposable
{
    private readonly TempStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_ticket_that_cannot_be_read_any_more_keeps_its_files_and_keeps_nothing_else_from_going()
    {
        var ct = TestContext.Current.CancellationToken;
        var id = Some.OpenTicket().Id;
        await _store.Desk.PutAsync(Removals.Shelf, Removals.Id, new Removals(3, null, [id]), ct);
        var tickets = Counted<ITicketStore>.Of(_store.Tickets, call =>
        {
            if (call == "ITicketStore.FindAsync")
                throw new UnreadableDocumentException("it", new FormatException());
        });
        var files = Substitute.For<IAttachmentStore>();
        var expired = new RemoveExpired(
            Substitute.For<IEndedTickets>(),
            tickets,
            _store.Deliveries,
            files,
            Substitute.For<IAuditLog>(),
            new TrimDeliveryLogs(_store.Deliveries, Options.Create(new RetentionOptions()), _store.Time),
            _store.Desk,
            Options.Create(new RetentionOptions()),
            _store.Time,
            NullLogger<RemoveExpired>.Instance);

        await expired.RunAsync(ct);

        Assert.Empty((await expired.ReadAsync(ct))!.Leaving);
        await files.DidNotReceiveWithAnyArgs().DeleteAsync("", ct);
    }
}
