using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;
using OpenTelemetry.Trace;
using ServerlessSupport.Acceptance.Telemetry;
using ServerlessSupport.App;
using ServerlessSupport.Cloud.Telemetry;

namespace ServerlessSupport.Cloud.Tests.Telemetry;

public sealed class WorkerTelemetryTests
{
    [Theory]
    [InlineData("ServerlessSupport.Push.DeliveryEngine", true)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", false)]
    [InlineData("System.Net.Http.HttpClient.CallInvokerExtractor.LogicalHandler", false)]
    [InlineData("Azure.Core", false)]
    public void Of_what_goes_well_only_the_product_writes_log_lines(string category, bool written) => Assert.Equal(written, Writes(category));

    [Fact]
    public void A_setting_brings_back_what_a_framework_says() =>
        Assert.True(Writes("Microsoft.AspNetCore.Hosting.Diagnostics", ("Logging:LogLevel:Microsoft.AspNetCore", "Information")));

    [Theory]
    [InlineData("http://127.0.0.1:5000/AzureFunctionsRpcMessages.FunctionRpc/EventStream", false)]
    [InlineData("https://ns.servicebus.windows.net/support/messages", true)]
    public async Task Of_outgoing_requests_only_the_one_to_the_host_is_not_exported(string url, bool exported)
    {
        await using var collector = await OtlpCollector.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }).Build();
        var registered = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        registered.AddTelemetry(configuration);
        await using var services = registered.BuildServiceProvider();
        var provider = services.GetRequiredService<TracerProvider>();
        using var requests = new ActivitySource("System.Net.Http");

        requests.StartActivity("request", ActivityKind.Client, default(ActivityContext), [new("url.full", url)])?.Dispose();
        requests.StartActivity("last", ActivityKind.Client)?.Dispose();
        provider.ForceFlush();

        Assert.Contains(collector.Spans, span => span.Name == "last");
        Assert.Equal(exported, collector.Spans.Any(span => span.Name == "request"));
    }

    private static bool Writes(string category, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value)).Build();
        var provider = Substitute.For<ILoggerProvider>();
        var logger = Substitute.For<ILogger>();
        logger.IsEnabled(default).ReturnsForAnyArgs(true);
        provider.CreateLogger("").ReturnsForAnyArgs(logger);
        var services = new ServiceCollection().AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddProvider(provider));
        services.AddWorkerTelemetry(configuration);
        using var built = services.BuildServiceProvider();
        return built.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(LogLevel.Information);
    }
}
