using System.Globalization;
using ServerlessSupport.Client.Phone.Screens;
using ServerlessSupport.Client.Phone.Servers;

namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Sends what the person has to say.</summary>
internal static class FeedbackCommands
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // What the server takes, by the extension of the file's name.
    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".heic"] = "image/heic",
        [".pdf"] = "application/pdf",
        [".txt"] = "text/plain",
        [".log"] = "text/plain",
        [".csv"] = "text/plain",
        [".md"] = "text/plain",
    };

    public static Task SubmitAsync(Handset phone, Words words, CancellationToken cancellationToken) =>
        SubmitAsync(phone, TicketCategory.Question, words.NeedRest("what you ask"), cancellationToken);

    public static Task ComplainAsync(Handset phone, Words words, CancellationToken cancellationToken) =>
        SubmitAsync(phone, TicketCategory.Complaint, words.NeedRest("what you complain of"), cancellationToken);

    public static async Task InquireAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, ticket) = await TicketCommands.FindAsync(phone, words, cancellationToken);
        var queued = await connection.Server.InquireAsync(ticket.Id, words.TakeRest(), cancellationToken);
        await SendAsync(phone, connection, phone.Numbers.Of(ticket), queued, cancellationToken);
    }

    public static async Task RateAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, ticket) = await TicketCommands.FindAsync(phone, words, cancellationToken);
        if (!int.TryParse(words.Need("a score from 1 (bad) to 5 (good)"), NumberStyles.None, CultureInfo.InvariantCulture, out var score) || score is < 1 or > 5)
            throw new CommandException("A score is from 1 (bad) to 5 (good).");
        var queued = await connection.Server.RateAsync(ticket.Id, score, words.TakeRest(), cancellationToken);
        await SendAsync(phone, connection, phone.Numbers.Of(ticket), queued, cancellationToken);
    }

    public static async Task AttachAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, ticket) = await TicketCommands.FindAsync(phone, words, cancellationToken);
        var path = words.NeedRest("which file").Trim('"');
        if (!File.Exists(path))
            throw new CommandException($"There is no file {Path.GetFullPath(path)}.");
        var type = MediaTypes.GetValueOrDefault(Path.GetExtension(path)) ?? "application/octet-stream";
        var queued = await connection.Server.AttachAsync(ticket.Id, new AttachmentFile(path, type), new UploadProgress(phone.Screen, Path.GetFileName(path)), cancellationToken);
        await SendAsync(phone, connection, phone.Numbers.Of(ticket), queued, cancellationToken);
    }

    private static async Task SubmitAsync(Handset phone, TicketCategory category, string text, CancellationToken cancellationToken)
    {
        var connection = phone.Current;
        var queued = await connection.Server.SubmitAsync(new NewTicket(category, text), cancellationToken);
        var number = phone.Numbers.Of(new TicketKey(connection.Server.Name, queued.TicketId));
        phone.Last[connection.Server.Name] = number;
        await SendAsync(phone, connection, number, queued, cancellationToken);
    }

    // Waits for the answer as long as a person would, and not while the server is away; then goes on without it.
    private static async Task SendAsync(Handset phone, Connection connection, int number, QueuedFeedback queued, CancellationToken cancellationToken)
    {
        var answered = ReportAsync(phone, connection, number, queued);
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

        phone.Screen.Line(Cell.Quiet($"[{connection.Server.Name}]"), $"#{number}", new("kept; it is sent when the server is there.", Tone.Notice));
        _ = FailLateAsync(phone, connection, answered);
    }

    private static async Task ReportAsync(Handset phone, Connection connection, int number, QueuedFeedback queued)
    {
        var answer = await queued.AnswerAsync();
        var server = connection.Server.Name;
        phone.Numbers.Rename(new TicketKey(server, queued.TicketId), answer.TicketId);
        phone.Screen.Line(Cell.Quiet($"[{server}]"), $"#{number}", new Cell(answer.Kind switch
        {
            FeedbackKind.Submission => $"submitted as {answer.TicketId}",
            FeedbackKind.Inquiry when answer.Status is { Length: > 0 } status => $"{Wording.Of(answer.Outcome ?? InquiryOutcome.Unknown)}: {Wording.Plain(status)}",
            FeedbackKind.Inquiry => Wording.Of(answer.Outcome ?? InquiryOutcome.Unknown),
            FeedbackKind.Rating => "rated",
            _ => "attached",
        }, Tone.Good));
        if (answer.FollowUp is { } followUp)
            phone.Screen.Line(Cell.Quiet($"[{server}]"), $"#{number}", "is final; it goes on as", phone.Views.Number(server, followUp.Id));
    }

    private static async Task FailLateAsync(Handset phone, Connection connection, Task answered)
    {
        try
        {
            await answered;
        }
        catch (SupportException fault) when (fault.Status is not null || fault.Code is not null)
        {
            phone.Screen.Fail($"[{connection.Server.Name}] {Wording.Of(fault)}");
        }
        catch (SupportException)
        {
            // The phone ends or the item was discarded: nothing was refused.
        }
    }

    private sealed class UploadProgress(Screen screen, string name) : IProgress<AttachmentProgress>
    {
        private long _quarters;

        public void Report(AttachmentProgress value)
        {
            // A small file is there before one could read how far it is.
            var quarters = value.Total < 1_000_000 ? 0 : value.Sent * 4 / value.Total;
            if (quarters > _quarters)
                screen.Line(Cell.Quiet($"{name}: {quarters * 25} % of {value.Total / 1_000_000.0:0.0} MB"));
            _quarters = quarters;
        }
    }
}
