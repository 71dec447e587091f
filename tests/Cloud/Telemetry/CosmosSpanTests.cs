using System.Net.Http.Json;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Acceptance.Telemetry;
using ServerlessSupport.Cloud.Tests.Cosmos;

namespace ServerlessSupport.Cloud.Tests.Telemetry;

public sealed class CosmosSpanTests(CosmosEmulator emulator) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_Cosmos_DB_was_asked_is_below_what_a_customer_did()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var server = new LocalProcess(_folder, "--cosmos", (await emulator.LocalAsync()).ToString(), "--Cosmos:DatabaseName", $"test-{Guid.CreateVersion7():N}")
        {
            Environment = new Dictionary<string, string>
            {
                ["COSMOS_DISABLE_IMDS_ACCESS"] = "true",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            },
        };
        await server.StartAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = server.Address };
        var token = await (await http.PostAsJsonAsync("/local/tokens", new { user = "alice", role = "customer" }, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token.GetProperty("token").GetString());

        using var alice = new Person(http);
        await alice.SubmitAsync();
        await collector.UntilAsync(all => all.Spans.Any(span => span.Name == "ticket.open") && all.Spans.Any(span => span.Name == "create_item tickets"));

        var created = collector.Spans.Single(span => span.Name == "create_item tickets");
        Assert.Equal(("Azure.Cosmos.Operation", collector.Spans.Single(span => span.Name == "ticket.open").SpanId), (created.Source, created.ParentId));
    }
}
