using System.Text.Json.Nodes;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class RoleTests(Templates templates)
{
    private static readonly IReadOnlyList<(string Scope, string Role)> Expected =
    [
        ("Microsoft.Insights/components", "3913510d-42f4-4e42-8a64-420c390055eb"),
        ("Microsoft.KeyVault/vaults", "4633458b-17de-408a-b874-0445c86b69e6"),
        ("Microsoft.ServiceBus/namespaces/queues/push-retries", "090c5cfd-751d-490a-894a-3ce6f1109419"),
        ("Microsoft.Storage/storageAccounts st", "db58b8e5-c6ad-4a2a-8342-4190687cbf4a"),
        ("Microsoft.Storage/storageAccounts st attachments", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
        ("Microsoft.Storage/storageAccounts sthost", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"),
        ("Microsoft.Storage/storageAccounts sthost", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
    ];

    /// <summary>What uniqueString makes.</summary>
    private const int LengthOfToken = 13;

    /// <summary>What the identity has that deploys.</summary>
    private static readonly IReadOnlyList<(string Scope, string Role)> Deploying = [("Microsoft.Storage/storageAccounts stpkg app-package", "ba92f5b4-2d11-453d-a403-e96b0029c9fe")];

    [Fact]
    public async Task The_identity_has_each_role_the_app_uses_where_it_uses_it_and_no_other()
    {
        var assignments = (await templates.SmallAsync()).All("Microsoft.Authorization/roleAssignments");
        var byIdentity = assignments.ToLookup(IsForDeploying, assignment => (ScopeOf(assignment), Last(assignment, "roleDefinitionId")));

        Assert.Equal(Expected, byIdentity[false].Order());
        Assert.Equal(Deploying, byIdentity[true]);
        Assert.All(assignments.Where(assignment => !IsForDeploying(assignment)), IsForTheIdentity);
        Assert.All(assignments, assignment => Assert.Equal("ServicePrincipal", (string?)assignment["properties"]!["principalType"]));
    }

    [Fact]
    public async Task The_identity_of_the_app_can_write_nowhere_near_the_package()
    {
        var package = (await templates.SmallAsync()).All("Microsoft.Authorization/roleAssignments").Where(assignment => ScopeOf(assignment).Contains("stpkg", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(package);
        Assert.All(package, assignment => Assert.True(IsForDeploying(assignment)));
    }

    [Fact]
    public async Task The_identity_reads_and_writes_the_documents_of_this_account()
    {
        var deployment = await templates.SmallAsync();
        var assignment = deployment.Single("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments");

        Assert.Equal("00000000-0000-0000-0000-000000000002", Last(assignment, "roleDefinitionId"));
        Assert.Equal((string?)deployment.Single("Microsoft.DocumentDB/databaseAccounts")["id"], (string?)assignment["properties"]!["scope"]);
        IsForTheIdentity(assignment);
    }

    [Fact]
    public async Task The_app_starts_only_when_its_roles_are_assigned()
    {
        var app = (await templates.CompiledAsync())["resources"]!["functionApp"]!;

        Assert.Contains("roles", app["dependsOn"]!.AsArray().Select(name => (string?)name));
    }

    private static void IsForTheIdentity(JsonNode assignment) =>
        Assert.Matches(@"'identity-\{0\}'.*\.outputs\.principalId\.value", (string)assignment["properties"]!["principalId"]!);

    private static bool IsForDeploying(JsonNode assignment) =>
        ((string)assignment["properties"]!["principalId"]!).Contains("'deploymentIdentity-{0}'", StringComparison.Ordinal);

    private static string Last(JsonNode assignment, string property) => ((string)assignment["properties"]![property]!).Split('/')[^1];

    /// <summary>The type of the resource, with the name of the queue where it is one, and the kind of storage account and its container.</summary>
    private static string ScopeOf(JsonNode assignment)
    {
        var scope = ((string)assignment["id"]!).Split('\'')[1];
        var parts = scope[(scope.IndexOf("/providers/", StringComparison.Ordinal) + 11)..].Split('/');
        return parts switch
        {
            [var provider, var type, _, "queues", var queue] => $"{provider}/{type}/queues/{queue}",
            [_, "storageAccounts", var account, .. var container] => string.Join(' ', [$"{parts[0]}/{parts[1]}", account[..^LengthOfToken], .. container.TakeLast(1)]),
            _ => $"{parts[0]}/{parts[1]}",
        };
    }
}
