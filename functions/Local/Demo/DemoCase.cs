namespace ServerlessSupport.Local.Demo;

/// <summary>One sample ticket, which goes a step further each time it is asked to: claimed, progress, a question and its answer, the result, a rating.</summary>
internal sealed class DemoCase
{
    /// <summary>The version of the sample customers' app.</summary>
    public const string AppVersion = "3.2.1";

    /// <summary>Steps that follow a question: its answer, the result, the rating.</summary>
    private const int AfterQuestion = 3;

    private readonly DemoPeople _people;
    private readonly DemoCustomer _customer;
    private readonly DemoAgent _agent;
    private readonly TimeProvider _time;
    private readonly string _id;
    private readonly Queue<Func<CancellationToken, Task<JsonElement?>>> _steps = new();
    private int _restsAt;

    private DemoCase(DemoPeople people, DemoCustomer customer, DemoAgent agent, DemoTicket ticket, string id, TimeProvider time)
    {
        (_people, _customer, _agent, _id, _time) = (people, customer, agent, id, time);
        Plan(ticket);
    }

    /// <summary>Whether nothing is left to happen.</summary>
    public bool IsOver => _steps.Count == 0;

    /// <summary>The device of a sample customer.</summary>
    public static string DeviceOf(DemoCustomer customer) => $"{customer.Id.Replace('.', '-')}-phone";

    /// <summary>The customer raises it; null when the server refused.</summary>
    public static async Task<DemoCase?> SubmitAsync(DemoPeople people, DemoCustomer customer, DemoAgent agent, DemoTicket ticket, TimeProvider time, CancellationToken cancellationToken)
    {
        var context = new { app = "Parcels", appVersion = AppVersion, device = customer.Device, os = customer.Os, locale = customer.Locale };
        var answer = await people.AsAsync(customer, HttpMethod.Post, "/api/tickets", new { ticket.Category, ticket.Subject, ticket.Text, context }, cancellationToken);
        if (answer?.GetProperty("id").GetString() is not { } id)
            return null;
        await people.AsAsync(agent, HttpMethod.Patch, $"/api/agent/tickets/{id}", new { ticket.Queue, priority = ticket.Priority ?? "normal", tags = ticket.Tags ?? [] }, cancellationToken);
        return new DemoCase(people, customer, agent, ticket, id, time);
    }

    /// <summary>The next thing happens. When somebody at the console did something else with the ticket, nothing more does.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        if (_steps.TryDequeue(out var step) && await step(cancellationToken) is null)
            _steps.Clear();
        await ConfirmAsync(cancellationToken);
    }

    /// <summary>Everything happens up to where the ticket can rest: until the customer is asked something, or to the end.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        while (_steps.Count > _restsAt)
            await StepAsync(cancellationToken);
    }

    private void Plan(DemoTicket ticket)
    {
        Agent("claim", null);
        Agent("progress", new { text = ticket.Progress });
        if (ticket.Ask is not null)
        {
            Agent("messages", new { text = ticket.Ask });
            _restsAt = AfterQuestion;
            Customer("messages", new { text = ticket.Reply });
        }

        Agent("result", new { text = ticket.Result });
        Customer("rating", new { score = ticket.Priority == "urgent" ? 3 : 5 });
    }

    private void Agent(string action, object? body) =>
        _steps.Enqueue(cancellationToken => _people.AsAsync(_agent, HttpMethod.Post, $"/api/agent/tickets/{_id}/{action}", body, cancellationToken));

    private void Customer(string action, object? body) =>
        _steps.Enqueue(cancellationToken => _people.AsAsync(_customer, HttpMethod.Post, $"/api/tickets/{_id}/{action}", body, cancellationToken));

    // What the customer's phone would do by itself.
    private async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        var ticket = await _people.AsAsync(_customer, HttpMethod.Get, $"/api/tickets/{_id}", null, cancellationToken);
        var now = _time.GetUtcNow();
        var updates = ticket?.GetProperty("timeline").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() is "progress" or "result" || (entry.GetProperty("kind").GetString() == "message" && entry.GetProperty("by").GetString() == "agent"))
            .Select(entry => new { seq = entry.GetProperty("seq").GetInt32(), received = now, opened = now, installationId = DeviceOf(_customer) })
            .ToList();
        if (updates is { Count: > 0 })
            await _people.AsAsync(_customer, HttpMethod.Post, $"/api/tickets/{_id}/receipts", new { receipts = updates }, cancellationToken);
    }
}
