using System.Text.Json.Nodes;
using ServerlessSupport.Attachments;
using ServerlessSupport.Cloud.Blobs;

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
    public async Task The_container_of_the_package_and_that_of_attachments_exist_and_are_private()
    {
        var containers = (await templates.SmallAsync()).All("Microsoft.Storage/storageAccounts/blobServices/containers");

        Assert.Equal(["app-package", "attachments"], containers.Select(container => ((string)container["name"]!).Split('/')[^1]).Order());
        Assert.All(containers, container => Assert.Null(container["properties"]?["publicAccess"]));
    }

    [Fact]
    public async Task Uploads_that_nobody_confirmed_are_removed_after_a_day_and_nothing_else_is()
    {
        var policy = (await templates.SmallAsync()).Properties("Microsoft.Storage/storageAccounts/managementPolicies")["policy"]!;
        var rule = Assert.Single(policy["rules"]!.AsArray())!["definition"]!;

        Assert.Equal($"{BlobAttachmentStore.ContainerName}/{BlobAttachmentStore.Incoming}", (string?)Assert.Single(rule["filters"]!["prefixMatch"]!.AsArray()));
        Assert.Equal(AttachmentLimits.ConfirmTime.TotalDays, (double)rule["actions"]!["baseBlob"]!["delete"]!["daysAfterCreationGreaterThan"]!);
    }

    [Fact]
    public async Task The_package_and_the_vault_are_read_with_the_identity_of_the_app()
    {
        var deployment = await templates.SmallAsync();
        var app = deployment.Single("Microsoft.Web/sites");
        var storage = app["properties"]!["functionAppConfig"]!["deployment"]!["storage"]!;
        const string identity = ".outputs.id.value";

        Assert.Equal("UserAssigned", (string?)app["identity"]!["type"]);
        Assert.Contains(identity, Assert.Single(app["identity"]!["userAssignedIdentities"]!.AsObject()).Key, StringComparison.Ordinal);
        Assert.Contains(identity, (string?)app["properties"]!["keyVaultReferenceIdentity"], StringComparison.Ordinal);
        Assert.Contains(identity, (string?)storage["authentication"]!["userAssignedIdentityResourceId"], StringComparison.Ordinal);
        Assert.Contains(".outputs.packageContainer.value", (string?)storage["value"], StringComparison.Ordinal);
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
