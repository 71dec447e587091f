namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Lets a script wait for what it has brought about.</summary>
internal static class WaitCommand
{
    public static async Task RunAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (what, limit, number) = ("update", TimeSpan.FromSeconds(60), (int?)null);
        while (words.Next() is { } word)
        {
            if (word is "sent" or "progress" or "message" or "result" or "status")
                what = word;
            else if (Duration(word) is { } duration)
                limit = duration;
            else
                number = phone.Numbers.Of((await TicketCommands.FindAsync(phone, word, cancellationToken)).Ticket);
        }

        using var timer = new CancellationTokenSource(limit, phone.Time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await (what == "sent" ? SentAsync(phone, patience.Token) : phone.TakeUpdateAsync(update => Fits(phone, update, what, number), patience.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(what == "sent" ? $"Not everything was sent within {limit.TotalSeconds} s." : $"No {what}{(number is null ? "" : $" of #{number}")} came within {limit.TotalSeconds} s.");
        }
    }

    /// <summary>Reads 20s or 2m; null when the word is neither.</summary>
    public static TimeSpan? Duration(string word) =>
        word is [.. var digits, 's' or 'm'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count * (word[^1] == 's' ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1))
            : null;

    // History is not what somebody waits for, unless it is the named ticket's.
    private static bool Fits(Handset phone, TicketUpdate update, string what, int? number) =>
        (what == "update" || Wording.Of(update.Kind) == what)
        && (number is null ? !update.IsBacklog : phone.Numbers.Of(new TicketKey(update.Server, update.TicketId)) == number);

    private static async Task SentAsync(Handset phone, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = phone.Changes.Next;
            var waiting = await phone.OutboxAsync(cancellationToken);
            if (waiting.FirstOrDefault(waits => waits.Item.Refusal is not null) is { Item.Refusal: { } refusal } refused)
                throw new CommandException($"[{refused.Server.Name}] {Wording.Of(refusal)}");
            if (waiting.Count == 0)
                return;
            await next.WaitAsync(cancellationToken);
        }
    }
}
