using System.Text.Json.Nodes;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class FunctionAppTests(Templates templates)
{
    [Fact]
    public async Task The_app_runs_isolated_on_the_framework_that_it_is_built_for()
    {
        var deployment = await templates.SmallAsync();
        var config = deployment.Properties("Microsoft.Web/sites")["functionAppConfig"]!;
        var built = Environment.Version;

        Assert.Equal("FC1", (string?)deployment.Single("Microsoft.Web/serverfarms")["sku"]!["name"]);
        Assert.Equal("dotnet-isolated", (string?)config["runtime"]!["name"]);
        Assert.Equal($"{built.Major}.{built.Minor}", (string?)config["runtime"]!["version"]);
    }

    [Fact]
    public async Task The_package_and_attachments_have_a_private_container_each_in_an_account_of_its_own()
    {
        var containers = (await templates.SmallAsync()).All("Microsoft.Storage/storageAccounts/blobServices/containers");

        Assert.Equal(["app-package", "attachments"], containers.Select(container => ((string)container["name"]!).Split('/')[^1]).Order());
        Assert.Equal(2, containers.Select(container => ((string)container["name"]!).Split('/')[0]).Distinct().Count());
        Assert.All(containers, container => Assert.Null(container["properties"]?["publicAccess"]));
    }

    [Fact]
    public async Task Uploads_that_nobody_confirmed_are_removed_after_the_days_that_are_asked_for_and_archives_after_one_and_nothing_else_is()
    {
        var usual = new RetentionOptions().UnconfirmedUploads.TotalDays;
        foreach (var (deployment, days) in new[] { (await templates.SmallAsync(), usual), (await templates.FullAsync(), 3) })
        {
            var rules = deployment.Properties("Microsoft.Storage/storageAccounts/managementPolicies")["policy"]!["rules"]!.AsArray().Select(rule => rule!["definition"]!);

            Assert.Equal(
                [($"{BlobAttachmentStore.ContainerName}/{BlobAttachmentStore.Incoming}", days), ($"{BlobAttachmentStore.ContainerName}/{BlobAttachmentStore.Exports}", Export.KeptFor.TotalDays)],
                rules.Select(rule => ((string)rule["filters"]!["prefixMatch"]!.AsArray().Single()!, (double)rule["actions"]!["baseBlob"]!["delete"]!["daysAfterCreationGreaterThan"]!)));
        }
    }

    [Fact]
    public async Task The_vault_is_read_with_the_identity_of_the_app_and_the_package_with_another_that_the_app_does_not_name()
    {
        var deployment = await templates.SmallAsync();
        var app = deployment.Single("Microsoft.Web/sites");
        var storage = app["properties"]!["functionAppConfig"]!["deployment"]!["storage"]!;
        var (identity, deploying) = ((string)app["properties"]!["keyVaultReferenceIdentity"]!, (string)storage["authentication"]!["userAssignedIdentityResourceId"]!);

        Assert.Equal("UserAssigned", (string?)app["identity"]!["type"]);
        Assert.Equal(2, app["identity"]!["userAssignedIdentities"]!.AsObject().Count);
        Assert.Matches(@"'identity-\{0\}'.*\.outputs\.id\.value", identity);
        Assert.Matches(@"'deploymentIdentity-\{0\}'.*\.outputs\.id\.value", deploying);
        Assert.Matches(@"'packageStorage-\{0\}'.*\.outputs\.blobEndpoint\.value.*app-package", (string)storage["value"]!);
        Assert.DoesNotContain(deployment.Settings, setting => ((string)setting.Value!).Contains("deploymentIdentity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attachments_are_kept_in_the_account_of_attachments_and_the_host_keeps_its_own_in_another()
    {
        var settings = (await templates.SmallAsync()).Settings;

        Assert.Contains("'attachmentStorage-{0}'", (string?)settings["Blobs__ServiceUri"], StringComparison.Ordinal);
        Assert.Contains("'hostStorage-{0}'", (string?)settings["AzureWebJobsStorage__blobServiceUri"], StringComparison.Ordinal);
        Assert.Contains("'hostStorage-{0}'", (string?)settings["AzureWebJobsStorage__tableServiceUri"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Instances_and_replicas_stand_in_several_zones_where_that_is_asked_for(bool asked)
    {
        var deployment = asked ? await templates.FullAsync() : await templates.SmallAsync();

        Assert.Equal(asked, (bool?)deployment.Properties("Microsoft.Web/serverfarms")["zoneRedundant"]);
        Assert.Equal(asked, (bool?)deployment.Properties("Microsoft.DocumentDB/databaseAccounts")["locations"]![0]!["isZoneRedundant"]);
        Assert.All(deployment.All("Microsoft.Storage/storageAccounts"), account => Assert.Equal("Standard_ZRS", (string?)account["sku"]!["name"]));
    }

    [Fact]
    public async Task An_instance_is_of_the_smallest_memory_and_serves_several_calls_at_once()
    {
        var scale = (await templates.SmallAsync()).Properties("Microsoft.Web/sites")["functionAppConfig"]!["scaleAndConcurrency"]!;

        Assert.Equal((512, 16), ((int?)scale["instanceMemoryMB"], (int?)scale["triggers"]!["http"]!["perInstanceConcurrency"]));
    }

    [Fact]
    public async Task What_is_deployed_again_after_it_was_taken_down_has_none_of_the_old_names()
    {
        var (small, full) = (await templates.SmallAsync(), await templates.FullAsync());
        string[] named = ["Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts", "Microsoft.DocumentDB/databaseAccounts", "Microsoft.ServiceBus/namespaces", "Microsoft.Web/sites"];
        var lines = await File.ReadAllTextAsync(Repository.PathOf("azure.yaml"), TestContext.Current.CancellationToken);

        Assert.All(named, type => Assert.Empty(small.All(type).Select(Name).Intersect(full.All(type).Select(Name))));
        Assert.Contains("postdown:", lines, StringComparison.Ordinal);
        Assert.Equal(2, lines.Split("azd env set NAME_SUFFIX").Length - 1);

        static string Name(JsonNode resource) => (string)resource["name"]!;
    }

    [Fact]
    public async Task Without_more_the_app_scales_to_zero()
    {
        Assert.Empty(AlwaysReady(await templates.SmallAsync()));
        Assert.Equal(2, (int?)Assert.Single(AlwaysReady(await templates.FullAsync()))!["instanceCount"]);
    }

    [Fact]
    public async Task The_deployment_tool_finds_the_app_by_the_name_of_its_service()
    {
        var tag = (string?)(await templates.SmallAsync()).Single("Microsoft.Web/sites")["tags"]!["azd-service-name"];
        var lines = await File.ReadAllLinesAsync(Repository.PathOf("azure.yaml"), TestContext.Current.CancellationToken);

        var service = Array.IndexOf(lines, $"  {tag}:");
        Assert.Equal("services:", lines[service - 1]);
        Assert.True(Directory.Exists(Repository.PathOf(lines[service + 1].Split("./")[1])));
        Assert.Contains(lines, line => line.EndsWith("azd env set UseAzurePackages true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_that_may_upload_attachments_may_call_the_api_and_no_others()
    {
        Assert.Empty(Origins(await templates.SmallAsync()));
        Assert.Equal(["https://console.example.com"], Origins(await templates.FullAsync()));

        static IEnumerable<string?> Origins(Deployment deployment) =>
            deployment.Properties("Microsoft.Web/sites")["siteConfig"]!["cors"]!["allowedOrigins"]!.AsArray().Select(origin => (string?)origin);
    }

    private static JsonArray AlwaysReady(Deployment deployment) =>
        deployment.Properties("Microsoft.Web/sites")["functionAppConfig"]!["scaleAndConcurrency"]!["alwaysReady"]!.AsArray();
}
