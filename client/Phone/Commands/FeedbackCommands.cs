using ServerlessSupport.Client.Phone.Servers;

namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Sends what the person has to say.</summary>
internal static class FeedbackCommands
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task SubmitAsync(Handset phone, TicketCategory category, Words words, CancellationToken cancellationToken)
    {
        var text = words.NeedRest(category == TicketCategory.Question ? "what you ask" : "what you complain of");
        var connection = phone.Current;
        var queued = await connection.Server.SubmitAsync(new NewTicket(category, text), cancellationToken);
        var ticket = new TicketKey(connection.Server.Name, queued.TicketId);
        phone.Last[ticket.Server] = phone.Numbers.Of(ticket);
        await SendAsync(phone, connection, ticket, queued, cancellationToken);
    }

    public static async Task InquireAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, ticket) = await TicketCommands.FindAsync(phone, words.Need(TicketCommands.Which), cancellationToken);
        await SendAsync(phone, connection, ticket, await connection.Server.InquireAsync(ticket.Id, words.TakeRest(), cancellationToken), cancellationToken);
    }

    public static async Task SayAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, ticket) = await TicketCommands.FindAsync(phone, words.Need(TicketCommands.Which), cancellationToken);
        var text = words.NeedRest("what you want to write");
        await SendAsync(phone, connection, ticket, await connection.Server.SendMessageAsync(ticket.Id, text, cancellationToken), cancellationToken);
    }

    public static async Task RateAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, ticket) = await TicketCommands.FindAsync(phone, words.Need(TicketCommands.Which), cancellationToken);
        if (!int.TryParse(words.Need("a score from 1 (bad) to 5 (good)"), NumberStyles.None, CultureInfo.InvariantCulture, out var score) || score is < 1 or > 5)
            throw new CommandException("A score is from 1 (bad) to 5 (good).");
        await SendAsync(phone, connection, ticket, await connection.Server.RateAsync(ticket.Id, score, words.TakeRest(), cancellationToken), cancellationToken);
    }

    public static async Task AttachAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, ticket) = await TicketCommands.FindAsync(phone, words.Need(TicketCommands.Which), cancellationToken);
        var path = words.NeedRest("which file").Trim('"');
        if (!File.Exists(path))
            throw new CommandException($"There is no file {Path.GetFullPath(path)}.");
        var file = new AttachmentFile(path, MediaTypeOf(Path.GetExtension(path).ToLowerInvariant()));
        await SendAsync(phone, connection, ticket, await connection.Server.AttachAsync(ticket.Id, file, null, cancellationToken), cancellationToken);
    }

    private static string MediaTypeOf(string extension) => extension switch
    {
        ".png" or ".gif" or ".webp" or ".heic" => $"image/{extension[1..]}",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".pdf" => "application/pdf",
        ".txt" or ".log" or ".csv" or ".md" => "text/plain",
        _ => "application/octet-stream",
    };

    // Waits for the answer as long as a person would, and not while the server is away; then goes on without it.
    private static async Task SendAsync(Handset phone, Connection connection, TicketKey ticket, QueuedFeedback queued, CancellationToken cancellationToken)
    {
        // Taken now: once it is sent, the ticket goes by another id.
        var number = phone.Numbers.Of(ticket);
        var answered = ReportAsync(phone, ticket, number, queued);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var patience = Task.Delay(Patience, phone.Time, enough.Token);
        // The next change is taken before looking, so that none in between is missed.
        for (var change = phone.Changes.Next; !(answered.IsCompleted || patience.IsCompleted || connection.Link is Link.Away or Link.Refused); change = phone.Changes.Next)
            await Task.WhenAny(answered, patience, change);
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (answered.IsCompleted)
        {
            await answered;
            return;
        }

        phone.Screen.Line(Cell.Quiet($"[{ticket.Server}]"), $"#{number}", new("kept; it is sent when the server is there.", Tone.Notice));
        _ = FailLateAsync(phone, ticket.Server, answered);
    }

    private static async Task ReportAsync(Handset phone, TicketKey ticket, int number, QueuedFeedback queued)
    {
        var answer = await queued.AnswerAsync();
        phone.Numbers.Rename(ticket, answer.TicketId);
        phone.Changes.Ring();
        phone.Screen.Line(Cell.Quiet($"[{ticket.Server}]"), $"#{number}", new Cell(answer.Kind switch
        {
            FeedbackKind.Submission => $"submitted as {answer.TicketId}",
            FeedbackKind.Inquiry when answer.Status is { Length: > 0 } status => $"{Wording.Of(answer.Outcome ?? InquiryOutcome.Unknown)}: {Wording.Plain(status)}",
            FeedbackKind.Inquiry => Wording.Of(answer.Outcome ?? InquiryOutcome.Unknown),
            FeedbackKind.Rating => "rated",
            FeedbackKind.Message => "said",
            _ => "attached",
        }, Tone.Good));
        if (answer.FollowUp is { } followUp)
            phone.Screen.Line(Cell.Quiet($"[{ticket.Server}]"), $"#{number}", "is final; it goes on as", phone.Views.Number(ticket.Server, followUp.Id));
    }

    private static async Task FailLateAsync(Handset phone, string server, Task answered)
    {
        try
        {
            await answered;
        }
        catch (SupportException fault)
        {
            // Without a status and a code nothing was refused: the phone ends, or the item was discarded.
            if (fault.Status is not null || fault.Code is not null)
                phone.Screen.Fail($"[{server}] {Wording.Of(fault)}");
        }
    }
}
