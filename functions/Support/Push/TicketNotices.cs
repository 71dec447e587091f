using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>One thing to tell some agents, and what became of that.</summary>
internal sealed class Notice(LaneRun run, TimelineEntry entry, Audience who)
{
    public LaneRun Run => run;

    public TimelineEntry Entry => entry;

    public Audience Who => who;

    public Delivery? Known => run.Before.Find(entry.Seq);

    /// <summary>The notice whose push tells of this one too: a newer one of the same ticket for the same agents; else itself.</summary>
    public Notice Led { get => field ?? this; set; }

    public Sending? Sending { get; set; }
    public Exception? Fault { get; set; }

    /// <summary>That of its push: what failed together comes back together.</summary>
    public double Jitter { get; set; }
}

/// <summary>A ticket in a round of what agents are told, and what becomes of it there.</summary>
internal sealed class TicketNotices(Ticket ticket)
{
    private readonly List<Notice> _notices = [];

    public Ticket Ticket { get; private set; } = ticket;
    public TicketTask? Retry { get; private set; }
    public LaneRun? Run { get; set; }
    public Exception? Fault { get; set; }
    public PushRun Result { get; set; } = PushRun.Done;
    public TaskCompletionSource<PushRun> Ended { get; } = new();

    /// <summary>What there is to tell of it, in order.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>Those that are pushed; the others are told with them.</summary>
    public IEnumerable<Notice> Leading => Fault is null ? _notices.Where(notice => notice.Led == notice) : [];

    public void Join(Ticket ticket, TicketTask? retry) => (Ticket, Retry) = (ticket.Version > Ticket.Version ? ticket : Ticket, retry ?? Retry);

    /// <summary>Adds what comes after the others: it tells the same agents what happened before, too. A reminder says something else.</summary>
    public void Add(Notice next)
    {
        foreach (var notice in _notices.Where(notice => next.Entry.IsNotice && notice.Entry.IsNotice && notice.Led == notice && notice.Who == next.Who && notice.Known is null && next.Known is null))
            notice.Led = next;
        foreach (var notice in _notices.Where(notice => notice.Led != notice && notice.Led.Led == next))
            notice.Led = next;
        _notices.Add(next);
    }

    public async ValueTask TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        // It is this ticket's fault only, and handed on at the end of the round.
        catch (Exception fault)
        {
            Fault = fault;
        }
    }
}
