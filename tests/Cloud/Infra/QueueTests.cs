using System.Text.Json.Nodes;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class QueueTests(Templates templates)
{
    private const string Queue = "Microsoft.ServiceBus/namespaces/queues";

    [Fact]
    public async Task There_is_each_queue_that_the_product_names_and_no_other()
    {
        var named = typeof(QueueNames).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        var deployed = (await templates.SmallAsync()).All(Queue).Select(queue => ((string)queue["name"]!).Split('/')[1]);

        Assert.Equal(named.Order(), deployed.Order());
    }

    [Fact]
    public async Task Each_queue_locks_counts_and_drops_duplicates_as_the_product_expects()
    {
        var expected = JsonNode.Parse("""
            {
              "lockDuration": "PT1M",
              "maxDeliveryCount": 10,
              "requiresDuplicateDetection": true,
              "duplicateDetectionHistoryTimeWindow": "PT10M",
              "deadLetteringOnMessageExpiration": true
            }
            """);
        var queues = (await templates.SmallAsync()).All(Queue);

        Assert.All(queues, queue => Assert.True(JsonNode.DeepEquals(expected, queue["properties"])));
    }

    [Fact]
    public async Task The_namespace_is_of_a_tier_that_knows_duplicates() =>
        Assert.Equal("Standard", (string?)(await templates.SmallAsync()).Single("Microsoft.ServiceBus/namespaces")["sku"]!["name"]);
}
