using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>
/// One run of the world under one seed: agents write updates, reminders fall due, phones change hands, two processes push while
/// everything goes wrong, and then nothing does any more for long enough. The same seed runs the same way.
/// </summary>
internal sealed class Schedule
{
    // When the tickets have been claimed.
    private static readonly DateTimeOffset Start = Some.Morning.AddMinutes(1);
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(100);

    private readonly FakeTimeProvider _steady = new(Start);
    private readonly ShiftedClock _time;
    private readonly SeededScheduler _scheduler;
    private readonly Instance?[] _instances = new Instance?[2];
    private readonly DateTimeOffset[] _startAt = new DateTimeOffset[2];
    private readonly List<(DateTimeOffset At, Action Do)> _plan = [];
    private readonly Dictionary<(string TicketId, int Seq), DateTimeOffset> _receipts = [];
    private readonly PushOptions _options;

    public Schedule(int seed, Mode mode)
    {
        _time = new ShiftedClock(_steady);
        Chaos = new Chaos(seed, _steady, mode);
        _scheduler = new SeededScheduler(Chaos.Random);
        Queue = new SimulatedQueue(Chaos, _steady);
        Hub = new SimulatedHub(Chaos, _steady, Durable) { OnTaken = Receive };
        _options = new PushOptions { CircuitFailures = 3, Concurrency = 1 + Chaos.Random.Next(4), MaxAttempts = 4 + Chaos.Random.Next(5) };
        if (!mode.HasReconciler)
            _options.ResendAfter = TimeSpan.Zero;
        PlanDevices();
        for (var ticket = 1 + Chaos.Random.Next(4); ticket > 0; ticket--)
            PlanTicket(Chaos.Random.Next(3) == 0 ? Durable.Bob : Some.Alice, ticket, updates: Chaos.Random.Next(5));
        for (var ticket = Chaos.Random.Next(6); ticket > 0; ticket--)
            PlanNew(ticket);
        if (mode.ClocksJump)
            PlanClock();
    }

    public Chaos Chaos { get; }

    public Mode Mode => Chaos.Mode;

    public Durable Durable { get; } = new();

    public SimulatedQueue Queue { get; }

    public SimulatedHub Hub { get; }

    public int MaxAttempts => _options.MaxAttempts;

    public TimeSpan SendTimeout => _options.SendTimeout;

    /// <summary>Reminders that come within the schedule.</summary>
    public RemindersOptions Reminders { get; } = new() { First = TimeSpan.FromMinutes(4), Repeat = TimeSpan.FromMinutes(6), MaxLevel = 3 };

    /// <summary>Whether the phone changed hands; then what the one before was to get goes nowhere.</summary>
    public bool ChangedHands { get; private set; }

    public int Crashes { get; private set; }

    /// <summary>Who was signed in on a device when, as the people in front of it know: since the registration was answered.</summary>
    public List<(string Device, string PersonKey, DateTimeOffset Since)> Registrations { get; } = [];

    /// <summary>Whether the devices of this ticket's customer confirm what they receive.</summary>
    public static bool Confirms(string ticketId) => ticketId[^1] % 3 != 0;

    public Schedule Run()
    {
        for (var end = _steady.GetUtcNow() + Chaos.Lasts + Calm; _steady.GetUtcNow() < end; _steady.Advance(TimeSpan.FromSeconds(Chaos.IsOn ? 1 : 10)))
        {
            foreach (var (_, act) in _plan.Where(each => each.At <= _steady.GetUtcNow()).OrderBy(each => each.At).ToList())
                act();
            _plan.RemoveAll(each => each.At <= _steady.GetUtcNow());
            for (var i = 0; i < _instances.Length; i++)
                Wake(i);
            _scheduler.RunReady();
        }

        return this;
    }

    // In a third of the schedules the phone wants quiet for some minutes, in another a tablet does; agents have desks or none, some quiet.
    private void PlanDevices()
    {
        Durable.Put(Some.Device("bobs-phone", Durable.Bob.Key));
        switch (Mode.HasReconciler ? Chaos.Random.Next(3) : 0)
        {
            case 1:
                Durable.Put(Some.Device("phone") with { QuietHours = Quiet() });
                break;
            case 2:
                Durable.Put(Some.Device("tablet") with { QuietHours = Quiet() });
                break;
        }

        if (Chaos.Random.Next(3) > 0)
            Durable.Put(Some.AgentsDevice("anns-desk") with { QuietHours = Mode.HasReconciler && Chaos.Random.Next(3) == 0 ? Quiet() : null });
        if (Chaos.Random.Next(3) > 0)
            Durable.Put(Some.AgentsDevice("cems-desk", "agent-cem"));
        PlanPeople();
        if (Chaos.Random.Next(3) == 0)
            _plan.Add((Start + (Chaos.Lasts * Chaos.Random.NextDouble()), HandOver));
    }

    // Ann and Cem have been to the desk or not, work on everything or on one queue, and are there or away.
    private void PlanPeople()
    {
        foreach (var name in new[] { "ann", "cem" }.Where(_ => Chaos.Random.Next(4) > 0))
        {
            Durable.People.Add(new AgentProfile
            {
                Key = PersonKey.Of($"agent-{name}"),
                Id = $"agent-{name}",
                DisplayName = name,
                Queues = Chaos.Random.Next(3) == 0 ? ["billing"] : [],
                Availability = Chaos.Random.Next(5) == 0 ? Availability.Away : Availability.Available,
                Notify = new NotifyChoices { NewTicket = Chaos.Random.Next(4) > 0 },
            });
        }
    }

    private QuietHours Quiet()
    {
        var begin = TimeOnly.FromDateTime(Start.UtcDateTime).AddMinutes(Chaos.Random.Next(10));
        return new QuietHours(begin, begin.AddMinutes(1 + Chaos.Random.Next(20)));
    }

    /// <summary>Alice's phone becomes Bob's: our table first, then the platform, and then the answer.</summary>
    private void HandOver()
    {
        ChangedHands = true;
        var bobs = Some.Device("phone", Durable.Bob.Key);
        Durable.Devices["phone"] = bobs;
        _plan.Add((_steady.GetUtcNow().AddSeconds(1 + Chaos.Random.Next(3)), () =>
        {
            Durable.Registered["phone"] = bobs;
            Registrations.Add(("phone", Durable.Bob.Key, _steady.GetUtcNow()));
        }
        ));
    }

    private void PlanTicket(Caller customer, int number, int updates)
    {
        var ticketId = TicketId.Derived(customer.Key, $"{number}");
        var opened = Some.ClaimedTicket() with { Id = ticketId, CustomerKey = customer.Key, CustomerId = customer.Id };
        Durable.Put(Chaos.Random.Next(2) == 0 ? opened with { NextReminderAt = Start + Reminders.First } : opened with { NextReminderAt = null });
        // Spread over all of the time, or one soon after the other.
        var within = Chaos.Lasts * (Chaos.Random.Next(2) == 0 ? 1 : 0.1);
        var from = Start + ((Chaos.Lasts - within) * Chaos.Random.NextDouble());
        var times = Enumerable.Range(0, updates).Select(_ => from + (within * Chaos.Random.NextDouble())).Order().ToList();
        if (Chaos.Random.Next(2) == 0)
            PlanTalk(ticketId, from, within);
        var isResolved = Chaos.Random.Next(2) == 0;
        foreach (var at in times)
        {
            var text = Chaos.Random.Next(20) == 0 ? "refused" : "news";
            _plan.Add((at, () => Write(ticketId, text, isResolved && at == times[^1])));
        }
    }

    // What agents are told of: a customer's words, a note that names somebody, a ticket that is handed on.
    private void PlanTalk(string ticketId, DateTimeOffset from, TimeSpan within)
    {
        for (var i = 1 + Chaos.Random.Next(3); i > 0; i--)
        {
            var kind = Chaos.Random.Next(4);
            _plan.Add((from + (within * Chaos.Random.NextDouble()), () => Talk(ticketId, kind)));
        }
    }

    private void Talk(string ticketId, int kind)
    {
        var (ticket, now) = (Durable.Tickets[ticketId], _time.GetUtcNow());
        var said = kind switch
        {
            0 => AgentRules.Note(ticket, Some.Agent, "@cem please look", now),
            1 => AssignmentRules.Assign(ticket, Some.Agent, "agent-cem", now, Reminders),
            _ => CustomerRules.Write(ticket, "Any news?", now, Reminders),
        };
        if (!said.Refused(out _, out var next) && next != ticket)
            Durable.Put(ticket.NextReminderAt is null ? next with { NextReminderAt = null } : next);
    }

    private void PlanNew(int number) => _plan.Add((Start + (Chaos.Lasts * Chaos.Random.NextDouble()), () =>
    {
        var queue = Chaos.Random.Next(2) == 0 ? "billing" : null;
        Durable.Put(Some.OpenTicket() with { Id = TicketId.Derived(Some.Alice.Key, $"new {number}"), Queue = queue, NextReminderAt = null });
    }
    ));

    private void Write(string ticketId, string text, bool isResult)
    {
        var ticket = Durable.Tickets[ticketId];
        var (now, agent) = (_time.GetUtcNow(), ticket.Assignee ?? Some.Agent);
        var written = Some.Made(isResult ? AgentRules.Resolve(ticket, agent, text, now) : AgentRules.Progress(ticket, agent, text, now, Reminders));
        Durable.Put(ticket.NextReminderAt is null ? written with { NextReminderAt = null } : written);
    }

    // Seconds, as when clocks are set by the network, or days, as when somebody mistyped; in the end the time is right.
    private void PlanClock()
    {
        for (var i = 1 + Chaos.Random.Next(4); i > 0; i--)
        {
            var most = Chaos.Random.Next(3) switch { 0 => TimeSpan.FromSeconds(90), 1 => TimeSpan.FromHours(2), _ => TimeSpan.FromDays(3) };
            var ahead = most * ((2 * Chaos.Random.NextDouble()) - 1);
            _plan.Add((Start + (Chaos.Lasts * Chaos.Random.NextDouble()), () => _time.Ahead = ahead));
        }

        _plan.Add((Start + Chaos.Lasts, () => _time.Ahead = TimeSpan.Zero));
    }

    private void Wake(int i)
    {
        var now = _steady.GetUtcNow();
        if (_instances[i] is { IsOver: true })
        {
            (_instances[i], _startAt[i]) = (null, now + TimeSpan.FromSeconds(Chaos.Random.Next(60)));
            Crashes++;
        }

        if (now < _startAt[i])
            return;
        var instance = _instances[i] ??= new Instance(Durable, Queue, Hub, Chaos, _options, Reminders, _time);
        var elapsed = (long)(now - Start).TotalSeconds;
        _scheduler.Start(instance.FeedAsync);
        _scheduler.Start(instance.HandleMessageAsync);
        if (i == 0 && elapsed % 60 < 5)
            _scheduler.Start(instance.RemindAsync);
        if (Mode.HasReconciler && i == 0 && elapsed % 300 < 5)
            _scheduler.Start(instance.ReconcileAsync);
        foreach (var ((ticketId, seq), at) in _receipts.Where(receipt => receipt.Value <= now).ToList())
            _scheduler.Start(() => instance.ConfirmAsync(ticketId, seq, at, () => _receipts.Remove((ticketId, seq))));
    }

    private void Receive(PushMessage message)
    {
        if (message.Kind is EntryKind.Progress or EntryKind.Result && Confirms(message.TicketId))
            _receipts.TryAdd((message.TicketId, message.Seq), _steady.GetUtcNow().AddSeconds(Chaos.Random.Next(60)));
    }
}
