using System.Text.Json;
using ServerlessSupport.Attachments;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>The largest ticket that the rules let be written fits into an item of Cosmos DB.</summary>
public sealed class DocumentSizeTests
{
    /// <summary>2 MB, less room for what Cosmos DB adds.</summary>
    private const int Limit = (2 * 1024 * 1024) - 4096;

    // JSON must escape each of these with six bytes.
    private static readonly string Worst = new('\u0001', TicketLimits.TextLength);
    private static readonly Caller Ann = new(new string('a', 255), new string('漢', 300), ActorRole.Agent);

    [Fact]
    public void A_ticket_filled_by_its_customer_its_agents_and_its_reminders_fits()
    {
        var ticket = Opened();
        ticket = Some.Made(AgentRules.Claim(ticket, Ann.Id, false, Some.Morning, Some.Reminders));
        ticket = Fill(ticket, 9, at => AgentRules.Progress(at, Ann.Id, Worst, Some.Morning, Some.Reminders));
        for (var later = 0; later < LaterRules.MaxWaiting; later++)
            ticket = Some.Made(LaterRules.Schedule(ticket, Ann.Id, EntryKind.Progress, Worst, Some.Morning.AddDays(1), Some.Morning));
        ticket = LaterRules.Send(ticket, Some.Morning.AddDays(1), Some.Reminders)!;
        for (var file = 0; file < AttachmentLimits.PerSide; file++)
            ticket = Some.Made(AttachmentRules.Attach(ticket, new Attachment($"{Digest.Of($"{file}")}", new string('漢', 85), "application/pdf", 1), Ann, Some.Morning));
        ticket = Fill(ticket, 1_000, at => AgentRules.Note(at, Ann.Id, "x", Some.Morning));
        ticket = Fill(ticket, 8, at => CustomerRules.Write(at, Worst, Some.Morning, Some.Reminders));
        ticket = Fill(ticket, 1_000, at => CustomerRules.Write(at, "x", Some.Morning, Some.Reminders));
        for (var step = 0; step < TicketLimits.EntriesPerSide; step++)
            ticket = ReminderRules.Remind(ticket with { NextReminderAt = Some.Morning }, Some.Morning, Some.Reminders)!;
        ticket = Some.Made(AgentRules.Resolve(ticket, Ann.Id, Worst, Some.Morning));

        // As every entry is signed when a request with a key made it and a trace was recorded.
        var signed = (ticket with { Timeline = [.. ticket.Timeline.Select(entry => entry with { RequestKey = new string('k', 53), TraceParent = new string('t', 55) })] }).SignedBy(Ann, 0);
        Assert.True(ticket.Version > 550, $"{ticket.Version}");
        var size = JsonSerializer.SerializeToUtf8Bytes(signed, StorageJson.Instance.Ticket).Length;
        Assert.True(size <= Limit, $"{size}");
    }

    private static Ticket Opened()
    {
        var values = Enumerable.Range(0, SubmissionContext.MaxValues).ToDictionary(number => $"{number:D2}{new string('n', 38)}", _ => new string('漢', SubmissionContext.ValueLength));
        var context = new SubmissionContext { App = values.First().Value, AppVersion = values.First().Value, Device = values.First().Value, Os = values.First().Value, Values = values };
        var ticket = new Submission(TicketCategory.Question, new string('漢', TicketLimits.SubjectLength), Worst) { Context = context }
            .Open(TicketId.New(Some.Alice.Key, Some.Morning), Some.Alice with { Name = Ann.Name }, Some.Morning, Some.Reminders);
        return Some.Made(FilingRules.File(ticket, Ann.Id, new(Tags: [.. Enumerable.Range(0, FilingRules.MaxTags).Select(number => $"{number:D2}{new string('漢', 38)}")]), Some.Morning));
    }

    // Until the rule refuses, or so often.
    private static Ticket Fill(Ticket ticket, int times, Func<Ticket, Outcome<Ticket>> rule)
    {
        for (var time = 0; time < times && !rule(ticket).Refused(out _, out var next); time++)
            ticket = next!;
        return ticket;
    }
}
