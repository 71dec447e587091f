using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ServerlessSupport.Local.Demo;

/// <summary>Fills an empty server with sample tickets, and then lets customers write and agents answer at human speed, for as long as the demo lasts.</summary>
internal sealed partial class DemoTraffic(DemoPeople people, DemoPace pace, IServer server, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DemoTraffic> logger) : BackgroundService
{
    /// <summary>Tickets after which no new ones are made, so that a demo left running stays small.</summary>
    private const int MostTickets = 120;

    /// <summary>Tickets that agents work on at once, so few that they keep up.</summary>
    private const int MostAtOnce = 3;

    private readonly DemoSample _sample = DemoSample.Read();
    private readonly Queue<DemoCase?> _cases = new();
    private int _made;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        people.Server = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        if (await FillAsync(stoppingToken))
            Log.Filled(logger, _made);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pace.Next(), time, stoppingToken);
            await StepAsync(stoppingToken);
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        using var ready = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    // A server that has canned answers was filled before.
    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        var admin = _sample.Agents[0];
        if ((await people.AsAsync(admin, HttpMethod.Get, "/api/agent/answers", null, cancellationToken))?.GetProperty("items").GetArrayLength() > 0)
            return false;
        foreach (var agent in _sample.Agents)
            await people.AsAsync(agent, HttpMethod.Get, "/api/agent/me", null, cancellationToken);
        foreach (var queue in _sample.Queues)
            await people.AsAsync(admin, HttpMethod.Put, $"/api/agent/queues/{queue.Id}", new { queue.Name }, cancellationToken);
        foreach (var answer in _sample.Answers)
            await people.AsAsync(admin, HttpMethod.Put, $"/api/agent/answers/{answer.Id}", new { answer.Title, answer.Texts }, cancellationToken);
        foreach (var customer in _sample.Customers)
            await people.AsAsync(customer, HttpMethod.Put, $"/api/devices/{DemoCase.DeviceOf(customer)}", new { platform = "local", locale = customer.Locale, timeZone = "Europe/Paris", model = customer.Device, os = customer.Os, appVersion = DemoCase.AppVersion }, cancellationToken);
        // One of them stays open; the others wait for their customer, or have their result.
        for (var i = 0; i < _sample.Tickets.Count; i++)
        {
            if (await SubmitAsync(cancellationToken) is { } story && i != 4)
                await story.RestAsync(cancellationToken);
        }

        return true;
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_made < MostTickets && (_cases.Count == 0 || (_cases.Count < MostAtOnce && pace.Coin())))
                _cases.Enqueue(await SubmitAsync(cancellationToken));
            else if (_cases.TryDequeue(out var story) && story is { IsOver: false })
            {
                await story.StepAsync(cancellationToken);
                _cases.Enqueue(story);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            Log.Missed(logger, fault.Message);
        }
    }

    private async Task<DemoCase?> SubmitAsync(CancellationToken cancellationToken)
    {
        var ticket = _sample.Tickets[_made % _sample.Tickets.Count];
        // The first customer's phone is the visitor's own.
        var customers = _sample.Customers.Skip(1).Where(customer => ticket.Locale is null ? !customer.Locale.StartsWith("zh", StringComparison.Ordinal) : customer.Locale == ticket.Locale).ToList();
        var agent = _sample.Agents[1 + (_made % (_sample.Agents.Count - 1))];
        return await DemoCase.SubmitAsync(people, customers[_made++ % customers.Count], agent, ticket, time, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(6301, LogLevel.Information, "The demo has {Tickets} sample tickets.")]
        public static partial void Filled(ILogger logger, int tickets);

        [LoggerMessage(6302, LogLevel.Debug, "A step of the demo's traffic failed: {Reason}")]
        public static partial void Missed(ILogger logger, string reason);
    }
}

/// <summary>How fast the demo's people are: 6 to 12 seconds between two of them, in an order that chance decides.</summary>
internal sealed class DemoPace
{
    private readonly Random _chance = new(7);

    public TimeSpan Next() => TimeSpan.FromSeconds(6 + (6 * _chance.NextDouble()));

    public bool Coin() => _chance.Next(3) == 0;
}
