using System.ComponentModel.DataAnnotations;
using System.Reflection;
using ServerlessSupport.App;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class SettingTests(Templates templates)
{
    /// <summary>The settings classes of the product, by their section.</summary>
    internal static readonly Dictionary<string, Type> Options = new[] { typeof(PushOptions).Assembly, typeof(TriggerSettings).Assembly, Assembly.Load("ServerlessSupport.Cloud") }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetField("Section") is { IsLiteral: true })
        .ToDictionary(type => (string)type.GetField("Section")!.GetRawConstantValue()!);

    private static readonly IReadOnlyList<string> Forbidden =
    [
        "AzureWebJobsStorage", "APPINSIGHTS_INSTRUMENTATIONKEY", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE", "WEBSITE_RUN_FROM_PACKAGE",
        "alwaysOn", "functionAppScaleLimit", "linuxFxVersion", "netFrameworkVersion", "preWarmedInstanceCount", "use32BitWorkerProcess",
    ];

    [Fact]
    public async Task Each_setting_that_the_options_need_is_set()
    {
        var settings = (await templates.SmallAsync()).Settings;

        Assert.NotEmpty(Options);
        Assert.DoesNotContain(Options.SelectMany(NeededSettings), name => !settings.ContainsKey(name));
        Assert.DoesNotContain(settings, setting => TriggerSettings.Options.Values.Contains(setting.Key.Replace("__", ":", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_setting_in_a_section_of_the_product_is_one_that_its_options_have()
    {
        var settings = (await templates.FullAsync()).Settings;

        var ours = settings.Select(setting => setting.Key.Split("__")).Where(parts => parts.Length == 2 && Options.ContainsKey(parts[0])).ToList();

        Assert.NotEmpty(ours);
        Assert.All(ours, parts => Assert.True(
            char.IsLower(parts[1][0]) || Options[parts[0]].GetProperty(parts[1]) is not null, $"{parts[0]}__{parts[1]} is read by nobody."));
    }

    [Fact]
    public async Task The_platform_and_the_options_agree_on_the_schedules_of_the_timers()
    {
        var settings = (await templates.SmallAsync()).Settings;

        Assert.Equal(RemindersOptions.DefaultSchedule, (string?)settings[TriggerSettings.RemindersSchedule]);
        Assert.Equal(PushOptions.DefaultReconcileSchedule, (string?)settings[TriggerSettings.ReconcileSchedule]);
    }

    [Fact]
    public async Task Nothing_is_set_that_this_plan_forbids()
    {
        var deployment = await templates.FullAsync();
        var set = deployment.Settings.Concat(deployment.Properties("Microsoft.Web/sites")["siteConfig"]!.AsObject());

        Assert.DoesNotContain(set, setting => Forbidden.Contains(setting.Key));
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "blobServiceUri")]
    [InlineData("Cosmos", "accountEndpoint")]
    [InlineData("ServiceBus", "fullyQualifiedNamespace")]
    public async Task Each_connection_of_the_platform_signs_in_with_the_identity(string connection, string address)
    {
        var settings = (await templates.SmallAsync()).Settings;

        Assert.Equal("managedidentity", (string?)settings[connection + "__credential"]);
        Assert.EndsWith(".outputs.clientId.value]", (string?)settings[connection + "__clientId"], StringComparison.Ordinal);
        Assert.True(settings.ContainsKey(connection + "__" + address));
    }

    [Theory]
    [InlineData("NotificationHubs__ConnectionString", "connectionUri")]
    [InlineData("Audit__Key", "auditKeyUri")]
    public async Task Each_secret_is_a_reference_to_the_vault(string setting, string secret)
    {
        var value = (string?)(await templates.SmallAsync()).Settings[setting];

        Assert.StartsWith("[format('@Microsoft.KeyVault(SecretUri={0})', ", value, StringComparison.Ordinal);
        Assert.EndsWith($".outputs.{secret}.value)]", value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_operator_sets_wins_over_what_the_template_sets()
    {
        var settings = (await templates.FullAsync()).Settings;

        Assert.Equal("acme.example", (string?)settings["Push__Server"]);
        Assert.Equal("00:30:00", (string?)settings["Reminders__First"]);
        Assert.Equal("acme", (string?)(await templates.SmallAsync()).Settings["Push__Server"]);
    }

    private static IEnumerable<string> NeededSettings(KeyValuePair<string, Type> options)
    {
        var defaults = Activator.CreateInstance(options.Value, nonPublic: true)!;
        return options.Value.GetProperties()
            .Where(property => property.GetCustomAttribute<RequiredAttribute>() is { } required && !required.IsValid(property.GetValue(defaults)))
            .Select(property => $"{options.Key}__{property.Name}");
    }
}
