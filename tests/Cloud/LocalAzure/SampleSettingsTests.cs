using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessSupport.App;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Cloud.Tests.Infra;

namespace ServerlessSupport.Cloud.Tests.LocalAzure;

/// <summary>local.settings.sample.json: everything that can be set, as it is unless it is set.</summary>
public sealed class SampleSettingsTests
{
    /// <summary>What the platform reads, and the connections whose value is a connection string.</summary>
    private static readonly IReadOnlyList<string> NotOptions =
    [
        "FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "COSMOS_DISABLE_IMDS_ACCESS", "Cosmos", "ServiceBus", "Blobs",
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    /// <summary>What emulators and the local issuer need to be other than it is by default.</summary>
    private static readonly IReadOnlyList<string> ForThisMachine =
    [
        "Cosmos__ConnectionMode", "NotificationHubs__ConnectionString", "NotificationHubs__HubName",
        "Identity__Issuer", "Identity__Audience", "Identity__MetadataAddress", "Push__Server", "Audit__Key",
    ];

    private static readonly Dictionary<string, string> Sample = JsonNode.Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))!["Values"]!
        .AsObject().ToDictionary(value => value.Key, value => (string)value.Value!);

    [Fact]
    public void It_has_each_setting_that_the_options_declare_and_no_other()
    {
        var declared = SettingTests.Options.SelectMany(options => options.Value.GetProperties().Where(property => property.CanWrite).Select(property => Written($"{options.Key}:{property.Name}")));

        Assert.Equal(declared.Concat(NotOptions).Order(StringComparer.OrdinalIgnoreCase), Sample.Keys.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_need_not_be_set_has_its_default()
    {
        var configuration = Read(Sample);
        foreach (var (section, type) in SettingTests.Options)
        {
            var sample = configuration.GetSection(section).Get(type)!;
            var defaults = Activator.CreateInstance(type)!;
            Assert.All(
                type.GetProperties().Where(property => property.CanWrite && !ForThisMachine.Contains($"{section}__{property.Name}")),
                property => Assert.Equal(property.GetValue(defaults) ?? "", property.GetValue(sample)));
        }
    }

    [Fact]
    public async Task With_the_hubs_connection_string_filled_in_the_function_app_starts()
    {
        var settings = new Dictionary<string, string>(Sample) { ["NotificationHubs__ConnectionString"] = "Endpoint=http://127.0.0.1:7072/;SharedAccessKeyName=rule;SharedAccessKey=key" };

        await using var services = Build(settings);

        services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Fact]
    public async Task Without_it_the_start_is_refused_and_names_it()
    {
        await using var services = Build(Sample);

        var fault = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains("NotificationHubs:ConnectionString", fault.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(Dictionary<string, string> settings)
    {
        var configuration = Read(settings);
        return new ServiceCollection().AddLogging().AddSupport(configuration).AddCloud(configuration).AddEdge(configuration).BuildServiceProvider();
    }

    /// <summary>The name that the file has for an option: the flat one, where a trigger names it.</summary>
    private static string Written(string option) =>
        TriggerSettings.Options.SingleOrDefault(name => name.Value == option).Key ?? option.Replace(":", "__", StringComparison.Ordinal);

    private static ConfigurationManager Read(Dictionary<string, string> settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)));
        configuration.AddTriggerSettings();
        return configuration;
    }
}
