namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class HardeningTests(Templates templates)
{
    [Theory]
    [InlineData("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", false)]
    [InlineData("Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", false)]
    [InlineData("Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly", true)]
    [InlineData("Microsoft.DocumentDB/databaseAccounts", "disableLocalAuth", true)]
    [InlineData("Microsoft.ServiceBus/namespaces", "disableLocalAuth", true)]
    [InlineData("Microsoft.Insights/components", "DisableLocalAuth", true)]
    [InlineData("Microsoft.KeyVault/vaults", "enableRbacAuthorization", true)]
    [InlineData("Microsoft.KeyVault/vaults", "enablePurgeProtection", true)]
    [InlineData("Microsoft.Web/sites", "httpsOnly", true)]
    [InlineData("Microsoft.Web/sites", "functionsRuntimeAdminIsolationEnabled", true)]
    public async Task Keys_and_open_doors_are_off(string type, string property, bool expected)
    {
        var deployment = await templates.SmallAsync();

        Assert.NotEmpty(deployment.All(type));
        Assert.All(deployment.All(type), resource => Assert.Equal(expected, (bool?)resource["properties"]![property]));
    }

    [Fact]
    public async Task Logs_are_written_by_identities_only()
    {
        var deployment = await templates.SmallAsync();

        Assert.True((bool?)deployment.Properties("Microsoft.OperationalInsights/workspaces")["features"]!["disableLocalAuth"]);
    }

    [Fact]
    public async Task Nobody_publishes_with_a_user_name_and_a_password()
    {
        var deployment = await templates.SmallAsync();
        var policies = deployment.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies");

        Assert.Equal("Disabled", (string?)deployment.Properties("Microsoft.Web/sites")["siteConfig"]!["ftpsState"]);
        Assert.Equal(["ftp", "scm"], policies.Select(policy => ((string)policy["name"]!).Split('/')[^1]).Order());
        Assert.All(policies, policy => Assert.False((bool?)policy["properties"]!["allow"]));
    }

    [Fact]
    public async Task Nothing_speaks_less_than_TLS_1_2()
    {
        var deployment = await templates.SmallAsync();
        var site = deployment.Properties("Microsoft.Web/sites")["siteConfig"]!;

        Assert.All(deployment.All("Microsoft.Storage/storageAccounts"), account => Assert.Equal("TLS1_2", (string?)account["properties"]!["minimumTlsVersion"]));
        Assert.Equal("Tls12", (string?)deployment.Properties("Microsoft.DocumentDB/databaseAccounts")["minimalTlsVersion"]);
        Assert.Equal("1.2", (string?)deployment.Properties("Microsoft.ServiceBus/namespaces")["minimumTlsVersion"]);
        Assert.Equal("1.2", (string?)site["minTlsVersion"]);
        Assert.Equal("1.2", (string?)site["scmMinTlsVersion"]);
    }

    [Fact]
    public async Task Pages_of_any_origin_are_let_in_nowhere()
    {
        var deployment = await templates.FullAsync();

        Assert.DoesNotContain(deployment.Resources.SelectMany(Json.Strings), text => text.Path.Contains("cors", StringComparison.OrdinalIgnoreCase) && text.Value == "*");
    }

    [Fact]
    public async Task The_key_of_the_hub_registers_and_sends_but_does_not_manage()
    {
        var deployment = await templates.SmallAsync();
        var rights = deployment.Properties("Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules")["rights"]!.AsArray();

        Assert.Equal(["Listen", "Send"], rights.Select(right => (string?)right));
    }
}
