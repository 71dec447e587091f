using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessSupport.Cloud.Tests.Infra;

namespace ServerlessSupport.Cloud.Tests.LocalAzure;

/// <summary>What the emulators are started with.</summary>
public sealed partial class EmulatorTests(Templates templates)
{
    /// <summary>The emulator of Service Bus keeps messages for an hour and remembers duplicates for five minutes at most.</summary>
    private static readonly IReadOnlyList<string> Limited = ["DefaultMessageTimeToLive", "DuplicateDetectionHistoryTimeWindow"];

    [Fact]
    public async Task The_emulated_queues_are_those_of_the_deployment()
    {
        var emulated = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("infra", "emulators", "servicebus.json"), TestContext.Current.CancellationToken))!
            ["UserConfig"]!["Namespaces"]!.AsArray().Single()!["Queues"]!.AsArray()
            .ToDictionary(queue => (string)queue!["Name"]!, queue => queue!["Properties"]!.AsObject());
        var deployed = (await templates.SmallAsync()).All("Microsoft.ServiceBus/namespaces/queues")
            .ToDictionary(queue => ((string)queue["name"]!).Split('/')[1], queue => queue["properties"]!.AsObject());

        Assert.Equal(deployed.Keys.Order(), emulated.Keys.Order());
        Assert.All(deployed, queue => Assert.Equal(Described(queue.Value), Described(emulated[queue.Key])));
    }

    [Fact]
    public void The_emulators_are_reached_from_this_machine_only()
    {
        var ports = Port().Matches(File.ReadAllText(Repository.PathOf("infra", "emulators", "compose.yaml"))).Select(match => match.Value).ToList();

        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.StartsWith("\"127.0.0.1:", port, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Described(JsonObject properties) => properties
        .Where(property => !Limited.Contains(property.Key, StringComparer.OrdinalIgnoreCase))
        .Select(property => $"{property.Key.ToUpperInvariant()} {property.Value}").Order(StringComparer.Ordinal);

    [GeneratedRegex("""
        "[0-9.:]*\d+:\d+"
        """)]
    private static partial Regex Port();
}
