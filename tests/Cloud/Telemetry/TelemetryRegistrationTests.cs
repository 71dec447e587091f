using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ServerlessSupport.Cloud.Telemetry;

namespace ServerlessSupport.Cloud.Tests.Telemetry;

public sealed class TelemetryRegistrationTests
{
    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Component = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Reference = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)";
    private const string ConnectionString = "InstrumentationKey=00000000-0000-0000-0000-00000000abcd;IngestionEndpoint=http://127.0.0.1:9/;LiveEndpoint=http://127.0.0.1:9/";

    [Theory]
    [InlineData(Otlp, null)]
    [InlineData(Otlp, "")]
    [InlineData(Component, "")]
    public void Without_a_target_nothing_is_registered(string key, string? value)
    {
        var (services, exports) = Register((key, value));

        Assert.False(exports);
        Assert.DoesNotContain(services, service => service.ServiceType.FullName!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_targets_can_be_served_at_once()
    {
        var (services, exports) = Register((Otlp, "http://127.0.0.1:9"), (Component, ConnectionString));
        await using var provider = services.BuildServiceProvider();

        Assert.True(exports);
        Assert.NotNull(provider.GetRequiredService<TracerProvider>());
        Assert.NotNull(provider.GetRequiredService<MeterProvider>());
    }

    [Fact]
    public async Task No_log_line_is_left_out_because_its_trace_was_not_sampled_and_the_identity_signs_in()
    {
        var (services, _) = Register((Component, ConnectionString), ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "ClientId=00000000-0000-0000-0000-00000000abcd;Authorization=AAD"));
        await using var provider = services.BuildServiceProvider();

        var azure = provider.GetRequiredService<IOptionsMonitor<AzureMonitorExporterOptions>>().CurrentValue;

        Assert.False(azure.EnableTraceBasedLogsSampler);
        Assert.IsType<Azure.Identity.ManagedIdentityCredential>(azure.Credential);
    }

    [Theory]
    [InlineData(Otlp, "localhost", "OTEL_EXPORTER_OTLP_ENDPOINT is no address")]
    [InlineData(Otlp, "ftp://127.0.0.1", "OTEL_EXPORTER_OTLP_ENDPOINT is no address")]
    [InlineData(Otlp, Reference, "OTEL_EXPORTER_OTLP_ENDPOINT is a Key Vault reference")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", Reference, "OTEL_EXPORTER_OTLP_HEADERS is a Key Vault reference")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "secret", "OTEL_EXPORTER_OTLP_HEADERS must be name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "api key=secret", "OTEL_EXPORTER_OTLP_HEADERS must be name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL must be grpc or http/protobuf")]
    [InlineData(Component, "InstrumentationKey=mine", "APPLICATIONINSIGHTS_CONNECTION_STRING is no connection string")]
    [InlineData(Component, "00000000-0000-0000-0000-00000000abcd", "APPLICATIONINSIGHTS_CONNECTION_STRING is no connection string")]
    [InlineData(Component, Reference, "APPLICATIONINSIGHTS_CONNECTION_STRING is a Key Vault reference")]
    public async Task A_bad_setting_stops_the_start_and_is_named(string key, string value, string named)
    {
        var (services, _) = Register((key, value));
        await using var provider = services.BuildServiceProvider();

        var fault = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    private static (IServiceCollection Services, bool Exports) Register(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        return (services, services.AddTelemetry(configuration) is not null);
    }
}
