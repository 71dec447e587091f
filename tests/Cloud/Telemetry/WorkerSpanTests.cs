using ServerlessSupport.Acceptance.Telemetry;
using ServerlessSupport.Cloud.Tests.Blobs;
using ServerlessSupport.Cloud.Tests.Cosmos;
using ServerlessSupport.Cloud.Tests.Worker;

namespace ServerlessSupport.Cloud.Tests.Telemetry;

public sealed class WorkerSpanTests(CosmosEmulator cosmos, Azurite azurite)
{
    [Fact]
    public async Task What_Cosmos_DB_was_asked_is_below_what_a_customer_did_in_the_trace_that_the_host_began()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var server = new ObservedWorker(cosmos, azurite, collector.Address);
        await server.InitializeAsync();

        using var alice = await ((IRunningServer)server).CustomerAsync();
        await alice.SubmitAsync();
        await collector.UntilAsync(all => all.Spans.Any(span => span.Name == "ticket.open") && all.Spans.Any(span => span.Name == "create_item tickets"));

        var opened = collector.Spans.Single(span => span.Name == "ticket.open");
        var created = collector.Spans.Single(span => span.Name == "create_item tickets");
        Assert.Equal(("Azure.Cosmos.Operation", opened.SpanId, opened.TraceId), (created.Source, created.ParentId, created.TraceId));
        Assert.Contains(opened.TraceId, server.Host.Traces);
    }

    private sealed class ObservedWorker : RunningWorker
    {
        public ObservedWorker(CosmosEmulator cosmos, Azurite azurite, string collector)
            : base(cosmos, azurite)
        {
            Changed["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
            Changed["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            Changed["OTEL_BSP_SCHEDULE_DELAY"] = "100";
        }
    }
}
