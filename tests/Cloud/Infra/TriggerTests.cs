using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using ServerlessSupport.App;
using ServerlessSupport.App.Timers;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed partial class TriggerTests(Templates templates)
{
    /// <summary>The triggers of all functions of the app.</summary>
    private static readonly List<TriggerBindingAttribute> Triggers =
    [
        .. typeof(TimerFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .SelectMany(method => method.GetParameters()).SelectMany(parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>()),
    ];

    /// <summary>The triggers of functions that scale each by itself.</summary>
    internal static readonly IReadOnlyList<TriggerBindingAttribute> OtherThanHttp = [.. Triggers.Where(trigger => trigger is not HttpTriggerAttribute)];

    [Fact]
    public async Task Each_setting_that_a_trigger_names_is_set_by_a_name_without_sections_which_the_platform_can_read()
    {
        var settings = (await templates.SmallAsync()).Settings;
        var named = Triggers.SelectMany(Texts).SelectMany(text => Named().Matches(text)).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(TriggerSettings.Options.Keys.Order(), named.Order());
        Assert.All(named, name => Assert.Matches("^[A-Za-z]+$", name));
        Assert.DoesNotContain(named, name => !settings.ContainsKey(name));
    }

    [Fact]
    public async Task Each_connection_that_a_trigger_names_signs_in_with_the_identity()
    {
        var settings = (await templates.SmallAsync()).Settings;
        var named = Triggers.Select(trigger => (string?)trigger.GetType().GetProperty("Connection")?.GetValue(trigger)).OfType<string>().Distinct().ToList();

        Assert.Equal(["Cosmos", "ServiceBus"], named.Order());
        Assert.All(named, name => Assert.Equal("managedidentity", (string?)settings[name + "__credential"]));
    }

    [Fact]
    public async Task Each_queue_and_container_that_a_trigger_reads_exists()
    {
        var deployment = await templates.SmallAsync();
        var deployed = deployment.All("Microsoft.ServiceBus/namespaces/queues").Concat(deployment.All("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers"))
            .Select(resource => ((string)resource["name"]!).Split('/')[^1]).ToHashSet();
        var read = Triggers.OfType<ServiceBusTriggerAttribute>().Select(trigger => trigger.QueueName!.Split("/$")[0])
            .Concat(Triggers.OfType<CosmosDBTriggerAttribute>().SelectMany(trigger => new[] { trigger.ContainerName, trigger.LeaseContainerName }))
            .OfType<string>().ToHashSet();

        Assert.Contains("leases", read);
        Assert.Subset(deployed, read);
    }

    private static IEnumerable<string> Texts(TriggerBindingAttribute trigger) => trigger.GetType().GetProperties()
        .Where(property => property.PropertyType == typeof(string)).Select(property => (string?)property.GetValue(trigger)).OfType<string>();

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Named();
}
