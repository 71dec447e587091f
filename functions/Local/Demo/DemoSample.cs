namespace ServerlessSupport.Local.Demo;

/// <summary>The people and texts of the demo.</summary>
internal sealed record DemoSample(
    IReadOnlyList<DemoCustomer> Customers,
    IReadOnlyList<DemoAgent> Agents,
    IReadOnlyList<DemoQueue> Queues,
    IReadOnlyList<DemoAnswer> Answers,
    IReadOnlyList<DemoTicket> Tickets)
{
    /// <summary>Reads what was built in.</summary>
    public static DemoSample Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("demo/sample.json")!;
        return JsonSerializer.Deserialize(stream, DemoJson.Instance.DemoSample)!;
    }
}

/// <summary>A customer with a phone.</summary>
internal sealed record DemoCustomer(string Id, string Name, string Device, string Os, string Locale);

/// <summary>An agent, whose role is agent or admin.</summary>
internal sealed record DemoAgent(string Id, string Name, string Role);

/// <summary>A queue.</summary>
internal sealed record DemoQueue(string Id, string Name);

/// <summary>A canned answer.</summary>
internal sealed record DemoAnswer(string Id, string Title, IReadOnlyDictionary<string, string> Texts);

/// <summary>What a customer of a language writes, and what the agents answer in turn.</summary>
internal sealed record DemoTicket(
    string? Locale, string Category, string Subject, string Text, string Queue, string? Priority, IReadOnlyList<string>? Tags, string Progress, string? Ask, string? Reply, string Result);

/// <summary>How it is read.</summary>
[JsonSerializable(typeof(DemoSample))]
internal sealed partial class DemoJson : JsonSerializerContext
{
    public static DemoJson Instance { get; } = new(JsonSettings.Create());
}
