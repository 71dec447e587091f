using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Telemetry;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// The agents' lane: pushes the newest reminder of a ticket to the agent who works on it, or to all agents while nobody does or
/// that agent has no device. Reminders are gathered for a moment, and those for the same agents become one push that says how many
/// tickets wait: after an outage many fall due at once. Each ticket's lane has its own mark and outcome all the same.
/// </summary>
public sealed partial class DeliverReminders(
    DeliveryEngine engine, Recipients recipients, IOptions<PushOptions> options, Random random, TimeProvider time, ILogger<DeliverReminders> logger)
{
    /// <summary>So few reminders are pushed each by itself, which says more.</summary>
    private const int MaxApart = 3;

    /// <summary>How many ids fit into a push beside all else that it carries.</summary>
    private const int MaxNamed = 50;

    private readonly Lock _lock = new();
    private Dictionary<string, Waiting> _waiting = [];
    private bool _isRunning;

    /// <summary>Adds a ticket to the next round; completes when that is over.</summary>
    public Task<PushRun> RunAsync(Ticket ticket, TicketTask? retry)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(ticket.Id, out var waiting))
                _waiting.Add(ticket.Id, waiting = new Waiting(ticket));
            waiting.Join(ticket, retry);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Factory.StartNew(RunRoundsAsync, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
            }

            return waiting.Ended.Task;
        }
    }

    private async Task RunRoundsAsync()
    {
        while (true)
        {
            await Task.Delay(options.Value.ReminderWindow, time, CancellationToken.None);
            List<Waiting> round;
            lock (_lock)
            {
                round = [.. _waiting.Values];
                _waiting = [];
                _isRunning = round.Count > 0;
            }

            if (round.Count == 0)
                return;
            await RunRoundAsync(round);
        }
    }

    private async Task RunRoundAsync(List<Waiting> round)
    {
        var sideBySide = options.Value.SideBySide(CancellationToken.None);
        using var activity = Spans.Start("push.reminders");
        activity?.SetTag("support.reminders", round.Count);
        await Parallel.ForEachAsync(round, sideBySide, (waiting, token) => waiting.TryAsync(async () =>
        {
            waiting.Run = await engine.BeginAsync(waiting.Ticket, LaneName.Agents, waiting.Retry, token);
            if (waiting.Run?.Open is [{ }, ..])
                waiting.Addressee = await recipients.OfReminderAsync(waiting.Ticket, token);
        }));
        // Those that some agents have had already go to the others; they are not mixed with what is new to all.
        var groups = round.Where(waiting => waiting.Addressee is not null).GroupBy(waiting => (waiting.Addressee!, waiting.Known?.SentAt is null ? "" : string.Join(' ', waiting.Known.HeldFor ?? [])));
        var pushes = groups.SelectMany(group => InPushes([.. group.OrderBy(waiting => waiting.Entry.DueAt ?? waiting.Entry.At)]));
        await Parallel.ForEachAsync(pushes, sideBySide, async (push, token) => await SendAsync(push[0].Addressee!, push, token));
        await Parallel.ForEachAsync(round, sideBySide, async (waiting, token) => await EndAsync(waiting, token));
    }

    private static IEnumerable<IReadOnlyList<Waiting>> InPushes(IReadOnlyList<Waiting> group) => group.Count > MaxApart ? [group] : group.Select(waiting => new[] { waiting });

    private async Task SendAsync(Addressee who, IReadOnlyList<Waiting> group, CancellationToken cancellationToken)
    {
        try
        {
            var oldest = group[0];
            var sending = await recipients.SendAsync(who, Message(group), oldest.Known, oldest.Run!.StartedAt, oldest.Entry.TraceParent, cancellationToken);
            var jitter = random.NextDouble();
            foreach (var waiting in group)
            {
                if (sending.Result is not { Outcome: PushOutcome.Unavailable } result)
                    engine.Settle(waiting.Run!, waiting.Entry, sending);
                else if (result.Asked)
                    engine.Fail(waiting.Run!, [waiting.Entry], result, jitter);
                else
                    engine.Leave(waiting.Run!, result);
            }
        }
        catch (UnavailableException fault)
        {
            foreach (var waiting in group)
                waiting.Fault = fault;
        }
    }

    /// <summary>
    /// One ticket's reminder, or the longest overdue one's with the number of tickets and as many of their ids as fit, the longest
    /// overdue first. A reminder is worth nothing once the next step is due.
    /// </summary>
    private PushMessage Message(IReadOnlyList<Waiting> group)
    {
        var message = PushMessages.For(group[0].Ticket, group[0].Entry, options.Value) with { ExpiresAt = group.Max(Expiry) };
        if (group.Count == 1)
            return message;
        var ids = group.Select(waiting => waiting.Ticket.Id).Take(MaxNamed);
        return (message with { Text = string.Join('\n', ids), Truncated = group.Count > MaxNamed, Texts = PushTexts.Of("reminders", group.Count) }).In(ServerTexts.DefaultLanguage);
    }

    private DateTimeOffset Expiry(Waiting waiting)
    {
        var now = time.GetUtcNow();
        return waiting.Ticket.NextReminderAt is { } next ? (next > now ? next : now) : now.AddDays(1);
    }

    private async Task EndAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        if (waiting is { Fault: null, Run: { } run })
            await waiting.TryAsync(async () => waiting.Result = await engine.EndAsync(run, cancellationToken));
        try
        {
            if (waiting is { Fault: UnavailableException unavailable, Retry: { } retry })
                await engine.PutOffAsync(retry, unavailable, cancellationToken);
            else if (waiting is { Fault: { } fault, Retry: null })
                await engine.HandOnAsync(waiting.Ticket, LaneName.Agents, fault, cancellationToken);
            else if (waiting.Fault is { } bug)
                waiting.Ended.TrySetException(bug);
            waiting.Ended.TrySetResult(waiting.Result);
        }
#pragma warning disable CA1031 // One ticket's fault must not end the rounds of all.
        catch (Exception fault)
        {
            Log.Left(logger, waiting.Ticket.Id, fault);
            waiting.Ended.TrySetException(fault);
        }
#pragma warning restore CA1031
    }

    /// <summary>A ticket in a round, and what becomes of it there.</summary>
    private sealed class Waiting(Ticket ticket)
    {
        public Ticket Ticket { get; private set; } = ticket;

        public TicketTask? Retry { get; private set; }

        public LaneRun? Run { get; set; }

        public Addressee? Addressee { get; set; }

        public Exception? Fault { get; set; }

        public PushRun Result { get; set; } = PushRun.Done;

        public TaskCompletionSource<PushRun> Ended { get; } = new();

        public TimelineEntry Entry => Run!.Open[0];

        public Delivery? Known => Run!.Before.Find(Entry.Seq);

        public void Join(Ticket ticket, TicketTask? retry) => (Ticket, Retry) = (ticket.Version > Ticket.Version ? ticket : Ticket, retry ?? Retry);

        public async ValueTask TryAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
#pragma warning disable CA1031 // It is this ticket's fault only, and handed on at the end of the round.
            catch (Exception fault)
            {
                Fault = fault;
            }
#pragma warning restore CA1031
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "The reminder of ticket {TicketId} could not be handed on; the reconciler comes back to it.")]
        public static partial void Left(ILogger logger, string ticketId, Exception fault);
    }
}
