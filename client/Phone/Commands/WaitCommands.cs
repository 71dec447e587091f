namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Lets a script wait for what it has brought about.</summary>
internal static class WaitCommands
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    public static async Task WaitAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (what, kind, limit, number) = ("update", (UpdateKind?)null, Default, (int?)null);
        while (words.Rest.Length > 0)
        {
            var word = words.Rest.Split(' ')[0];
            if (word == "sent")
                what = words.Next()!;
            else if (Words.Duration(word) is { } duration)
                (limit, _) = (duration, words.Next());
            else if (KindOf(word) is { } named)
                (kind, what) = (named, words.Next()!);
            else
                number = phone.Numbers.Of((await TicketCommands.FindAsync(phone, words, cancellationToken)).Ticket);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new CancellationTokenSource(limit, phone.Time);
        using var end = timer.Token.Register(patience.Cancel);
        try
        {
            if (what == "sent")
                await SentAsync(phone, patience.Token);
            else
                await phone.Received.TakeAsync(update => Fits(phone, update, kind, number), patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(what == "sent" ? $"Not everything was sent within {limit.TotalSeconds} s." : $"No {what}{(number is null ? "" : $" of #{number}")} came within {limit.TotalSeconds} s.");
        }
    }

    // History is not what somebody waits for, unless it is the named ticket's.
    private static bool Fits(Handset phone, TicketUpdate update, UpdateKind? kind, int? number) =>
        (kind is null || update.Kind == kind)
        && (number is null ? !update.IsBacklog : phone.Numbers.Of(new TicketKey(update.Server, update.TicketId)) == number);

    private static UpdateKind? KindOf(string word) => word switch
    {
        "progress" => UpdateKind.Progress,
        "result" => UpdateKind.Result,
        "status" => UpdateKind.Status,
        _ => null,
    };

    private static async Task SentAsync(Handset phone, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = phone.Changes.Next;
            var waiting = await OutboxCommands.ItemsAsync(phone, cancellationToken);
            if (waiting.FirstOrDefault(item => item.Item.Refusal is not null) is { Item.Refusal: { } refusal } refused)
                throw new CommandException($"[{refused.Server}] {Wording.Of(refusal)}");
            if (waiting.Count == 0)
                return;
            await next.WaitAsync(cancellationToken);
        }
    }
}
