using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push.Simulation;

/// <summary>One process of the app: the product's own use cases over the simulated world, woken as the platform wakes them.</summary>
internal sealed class Instance
{
    private const int BatchSize = 10;

    private readonly Life _life;
    private readonly Durable _durable;
    private readonly SimulatedQueue _queue;
    private readonly Chaos _chaos;
    private readonly PushPending _push;
    private readonly PushChanged _changed;
    private readonly ReconcilePushes _reconcile;
    private readonly ConfirmUpdates _confirm;
    private bool _feeding;
    private bool _reconciling;

    public Instance(Durable durable, SimulatedQueue queue, SimulatedHub hub, Chaos chaos, PushOptions settings, TimeProvider time)
    {
        (_life, _durable, _queue, _chaos) = (new Life(chaos), durable, queue, chaos);
        var options = Options.Create(settings);
        var tickets = new SimulatedTickets(durable, _life);
        var log = new SimulatedLog(durable, _life);
        var devices = new SimulatedInstallations(durable, _life);
        var asked = new AskedHub(hub, _life);
        _push = PushEngine.Over(tickets, log, devices, asked, new SendingQueue(queue, _life), options, chaos.Random, time);
        _changed = new PushChanged(_push, options, NullLogger<PushChanged>.Instance);
        _reconcile = new ReconcilePushes(tickets, log, _push, options, time, NullLogger<ReconcilePushes>.Instance);
        var customers = new CustomerTickets(tickets, new TicketChanges(tickets), Options.Create(new TicketsOptions()), Options.Create(Some.Reminders), options, time);
        _confirm = new ConfirmUpdates(customers, log, time);
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
                await _changed.RunAsync(Batch(from, to), CancellationToken.None);
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
            var run = await _push.RetryAsync(message.Task, CancellationToken.None);
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
            await _reconcile.RunAsync(CancellationToken.None);
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

    /// <summary>Takes a device's receipt; calls back when it is safe with the server.</summary>
    public async Task ConfirmAsync(string ticketId, int seq, DateTimeOffset received, Action done)
    {
        try
        {
            Assert.Null(await _confirm.RunAsync(Some.Alice, ticketId, [new Receipt { Seq = seq, Received = received }], CancellationToken.None));
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
