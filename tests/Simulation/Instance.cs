using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Simulation;

/// <summary>One process of the app: the product's own use cases over the simulated world, woken as the platform wakes them.</summary>
internal sealed class Instance
{
    private const int BatchSize = 10;

    private readonly Life _life;
    private readonly Durable _durable;
    private readonly SimulatedQueue _queue;
    private readonly Chaos _chaos;
    private readonly PushEngine _engine;
    private readonly ConfirmUpdates _confirm;
    private readonly RemindAgents _remind;
    private bool _feeding;
    private bool _reconciling;
    private bool _reminding;

    public Instance(Durable durable, SimulatedQueue queue, SimulatedHub hub, Chaos chaos, PushOptions settings, RemindersOptions reminding, TimeProvider time)
    {
        (_life, _durable, _queue, _chaos) = (new Life(chaos), durable, queue, chaos);
        var (options, reminders) = (Options.Create(settings), Options.Create(reminding));
        var tickets = new SimulatedTickets(durable, _life);
        var log = new SimulatedLog(durable, _life);
        var devices = new SimulatedInstallations(durable, _life);
        _engine = new PushEngine(tickets, tickets, log, devices, new SimulatedDesk(durable, _life), new AskedHub(hub, _life), new SendingQueue(queue, _life), options, chaos.Random, time);
        var limits = Options.Create(new TicketsOptions { MaxPerHour = 0, MaxPerDay = 0, MaxTextsPerHour = 0, MaxTextsPerDay = 0 });
        var customers = new CustomerTickets(tickets, new TicketChanges(tickets), limits, reminders, new StatusInterval(options.Value.StatusInterval), new CustomerQuota(tickets, new Allowances(new SimulatedDesk(durable, _life), time), limits, time), time);
        _confirm = new ConfirmUpdates(customers, log, time);
        _remind = new RemindAgents(tickets, reminders, time, NullLogger<RemindAgents>.Instance);
    }

    public bool IsOver => _life.IsOver;

    /// <summary>Delivers the next changes, unless this process is busy with earlier ones.</summary>
    public async Task FeedAsync()
    {
        var (from, to) = (_durable.Checkpoint, Math.Min(_durable.Checkpoint + BatchSize, _durable.Changes.Count));
        if (_feeding || from == to)
            return;
        _feeding = true;
        try
        {
            if (!_chaos.DropsBatch())
                await _engine.Changed.RunAsync(Batch(from, to), CancellationToken.None);
            if (!_chaos.RepeatsBatch())
                await _life.DoAsync(() => _durable.Checkpoint = Math.Max(_durable.Checkpoint, to));
        }
        catch (UnavailableException)
        {
            // Not checkpointed: the batch comes again.
        }
        finally
        {
            _feeding = false;
        }
    }

    public async Task HandleMessageAsync()
    {
        if (_queue.Receive(_life) is not { } message)
            return;
        try
        {
            var run = await _engine.HandleAsync(message.Task, CancellationToken.None);
            await _life.StepAsync();
            if (run.GaveUp is { } reason)
                _queue.Settle(message, reason);
            else
                _queue.Complete(message);
        }
        catch (UnavailableException)
        {
            message.Abandon();
        }
    }

    public async Task ReconcileAsync()
    {
        if (_reconciling)
            return;
        _reconciling = true;
        try
        {
            await _engine.Reconcile.RunAsync(CancellationToken.None);
        }
        catch (UnavailableException)
        {
            // The timer comes again.
        }
        finally
        {
            _reconciling = false;
        }
    }

    public async Task RemindAsync()
    {
        if (_reminding)
            return;
        _reminding = true;
        try
        {
            await _remind.RunAsync(CancellationToken.None);
        }
        catch (UnavailableException)
        {
            // The timer comes again.
        }
        finally
        {
            _reminding = false;
        }
    }

    /// <summary>Takes a device's receipt; calls back when it is safe with the server.</summary>
    public async Task ConfirmAsync(string ticketId, int seq, DateTimeOffset received, Action done)
    {
        try
        {
            var customer = ticketId.StartsWith(Some.Alice.Key, StringComparison.Ordinal) ? Some.Alice : Durable.Bob;
            Assert.Null(await _confirm.RunAsync(customer, ticketId, [new Receipt { Seq = seq, Received = received }], CancellationToken.None));
            done();
        }
        catch (UnavailableException)
        {
            // The device asks again.
        }
    }

    // Only the newest version of each document, as the platform shows it.
    private List<JsonElement> Batch(int from, int to) =>
        [.. _durable.Changes[from..to].Distinct().Select(id => JsonSerializer.SerializeToElement(_durable.Tickets[id], StorageJson.Instance.Ticket))];
}
