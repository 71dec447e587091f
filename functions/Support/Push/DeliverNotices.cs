using System.Collections.Concurrent;
using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// The agents' lane: tells agents of reminders and of what happened to tickets, each what <see cref="AudienceRules"/> says. What there is to
/// tell is gathered for a moment, and many for the same agents become one push that says how many tickets there are: after an outage many fall due at
/// once. Each ticket's lane has its own mark and outcome all the same.
/// </summary>
public sealed partial class DeliverNotices(
    DeliveryEngine engine, Recipients recipients, AgentsToTell agents, IOptions<PushOptions> options, Random random, TimeProvider time, ILogger<DeliverNotices> logger) : IDisposable
{
    /// <summary>So few are pushed each by itself, which says more.</summary>
    private const int MaxApart = 3;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _finishing = new();
    private Dictionary<string, TicketNotices> _waiting = [];
    private bool _isRunning;
    private Task _rounds = Task.CompletedTask;

    /// <summary>Adds a ticket to the next round; completes when that is over.</summary>
    public Task<PushRun> RunAsync(Ticket ticket, TicketTask? retry)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(ticket.Id, out var waiting))
                _waiting.Add(ticket.Id, waiting = new TicketNotices(ticket));
            waiting.Join(ticket, retry);
            if (!_isRunning)
            {
                _isRunning = true;
                _rounds = Task.Factory.StartNew(RunRoundsAsync, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current).Unwrap();
            }

            return waiting.Ended.Task;
        }
    }

    /// <summary>Completes when no round runs and nothing gathers for one.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
            return _rounds;
    }

    /// <summary>Runs the round that gathers at once and completes with it. For the stop of the process.</summary>
    public async Task FinishAsync()
    {
        await _finishing.CancelAsync();
        await WhenIdleAsync();
    }

    public void Dispose() => _finishing.Dispose();

    private async Task RunRoundsAsync()
    {
        while (true)
        {
            await Task.WhenAny(Task.Delay(options.Value.ReminderWindow, time, _finishing.Token));
            List<TicketNotices> round;
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

    private async Task RunRoundAsync(List<TicketNotices> round)
    {
        var sideBySide = options.Value.SideBySide(CancellationToken.None);
        using var activity = Spans.Start("push.notices");
        activity?.SetTag("support.tickets", round.Count);
        await Parallel.ForEachAsync(round, sideBySide, (ticket, token) => ticket.TryAsync(async () => ticket.Run = await engine.BeginAsync(ticket.Ticket, LaneName.Agents, ticket.Retry, token)));
        var people = await PeopleAsync(round);
        var looks = new ConcurrentDictionary<Audience, Lazy<Task>>();
        await Parallel.ForEachAsync(round, sideBySide, (ticket, token) => ticket.TryAsync(() => AddressAsync(ticket, people, looks, token)));
        // Those that some agents have had already go to the others; they are not mixed with what is new to all.
        var groups = round.SelectMany(ticket => ticket.Leading).GroupBy(notice => (notice.Who, notice.Known?.SentAt is null ? "" : string.Join(' ', notice.Known.HeldFor ?? [])));
        var pushes = groups.SelectMany(group => InPushes([.. group.OrderBy(notice => notice.Entry.DueAt ?? notice.Entry.At)]));
        await Parallel.ForEachAsync(pushes, sideBySide, async (push, token) => await SendAsync(push, people, token));
        await Parallel.ForEachAsync(round, sideBySide, async (ticket, token) => await EndAsync(ticket, token));
    }

    /// <summary>The people of the desk, read once for a round that has something to tell.</summary>
    private async Task<IReadOnlyList<AgentProfile>> PeopleAsync(List<TicketNotices> round)
    {
        var telling = round.Where(ticket => ticket.Run?.Open.Count > 0).ToList();
        try
        {
            return telling.Count == 0 ? [] : await agents.PeopleAsync(CancellationToken.None);
        }
        // Handed on with each of these at the end of the round.
        catch (Exception fault)
        {
            foreach (var ticket in telling)
                ticket.Fault = fault;
            return [];
        }
    }

    private async Task AddressAsync(TicketNotices ticket, IReadOnlyList<AgentProfile> people, ConcurrentDictionary<Audience, Lazy<Task>> looks, CancellationToken cancellationToken)
    {
        if (ticket is not { Fault: null, Run: { } run })
            return;
        foreach (var entry in run.Open)
        {
            var who = entry.Kind == EntryKind.Reminder ? await OfReminderAsync(ticket.Ticket, entry, people, looks, cancellationToken) : AudienceRules.Of(ticket.Ticket, entry, people);
            ticket.Add(new Notice(run, entry, who));
        }
    }

    /// <summary>Nobody confirms a reminder. When the one before it moved nobody, perhaps the devices it went to are none any more: they are looked at, once in a round.</summary>
    private async Task<Audience> OfReminderAsync(
        Ticket ticket, TimelineEntry entry, IReadOnlyList<AgentProfile> people, ConcurrentDictionary<Audience, Lazy<Task>> looks, CancellationToken cancellationToken)
    {
        var who = await recipients.OfReminderAsync(ticket, people, cancellationToken);
        if (entry.Level is null or 1)
            return who;
        await looks.GetOrAdd(who, _ => new Lazy<Task>(() => recipients.PruneAsync(who, CancellationToken.None))).Value;
        return await recipients.OfReminderAsync(ticket, people, cancellationToken);
    }

    private static IEnumerable<IReadOnlyList<Notice>> InPushes(IReadOnlyList<Notice> group) => group.Count > MaxApart ? [group] : group.Select(notice => new[] { notice });

    private async Task SendAsync(IReadOnlyList<Notice> group, IReadOnlyList<AgentProfile> people, CancellationToken cancellationToken)
    {
        var first = group[0];
        var jitter = random.NextDouble();
        try
        {
            var message = NoticeMessages.For(group, people, options.Value, time.GetUtcNow());
            var sending = await recipients.SendAsync(first.Who, message, first.Known, first.Run.StartedAt, first.Entry.TraceParent, cancellationToken);
            foreach (var notice in group)
                (notice.Sending, notice.Jitter) = (sending, jitter);
        }
        // What one push cannot be made of or sent for must not keep agents from all others.
        catch (Exception fault)
        {
            foreach (var notice in group)
                notice.Fault = fault;
        }
    }

    private async Task EndAsync(TicketNotices ticket, CancellationToken cancellationToken)
    {
        if (ticket is { Fault: null, Run: { } run })
            await ticket.TryAsync(async () => ticket.Result = await engine.EndAsync(Conclude(ticket, run), cancellationToken));
        try
        {
            if (ticket is { Fault: UnreadableDocumentException, Retry: null })
                ticket.Ended.TrySetResult(PushRun.Done);
            else if (ticket is { Fault: UnavailableException unavailable, Retry: { } retry })
                await engine.PutOffAsync(retry, unavailable, cancellationToken);
            else if (ticket is { Fault: { } fault, Retry: null })
                await engine.HandOnAsync(ticket.Ticket, LaneName.Agents, fault, cancellationToken);
            else if (ticket.Fault is { } bug)
                ticket.Ended.TrySetException(bug);
            ticket.Ended.TrySetResult(ticket.Result);
        }
        // One ticket's fault must not end the rounds of all.
        catch (Exception fault)
        {
            Log.Left(logger, ticket.Ticket.Id, fault);
            ticket.Ended.TrySetException(fault);
        }
    }

    /// <summary>What became of the notices of a ticket, in order, up to the first that the platform did not take.</summary>
    private LaneRun Conclude(TicketNotices ticket, LaneRun run)
    {
        for (var i = 0; i < ticket.Notices.Count; i++)
        {
            var notice = ticket.Notices[i];
            if (notice.Led.Fault is { } fault)
                throw fault;
            if (notice.Led.Sending!.Result is { Outcome: PushOutcome.Unavailable } result)
            {
                if (result.Asked)
                    engine.Fail(run, [.. ticket.Notices.Skip(i).Select(left => left.Entry)], result, notice.Led.Jitter);
                else
                    engine.Leave(run, notice.Entry, result);
                return run;
            }

            engine.Settle(run, notice.Entry, notice.Led.Sending);
        }

        return run;
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "What agents are to be told of ticket {TicketId} could not be handed on; the reconciler comes back to it.")]
        public static partial void Left(ILogger logger, string ticketId, Exception fault);
    }
}
