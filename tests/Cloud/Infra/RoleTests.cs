using System.Text.Json.Nodes;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class RoleTests(Templates templates)
{
    private static readonly IReadOnlyList<(string Scope, string Role)> Expected =
    [
        ("Microsoft.Insights/components", "3913510d-42f4-4e42-8a64-420c390055eb"),
        ("Microsoft.KeyVault/vaults", "4633458b-17de-408a-b874-0445c86b69e6"),
        ("Microsoft.ServiceBus/namespaces/queues/push-retries", "090c5cfd-751d-490a-894a-3ce6f1109419"),
        ("Microsoft.Storage/storageAccounts", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"),
        ("Microsoft.Storage/storageAccounts", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
    ];

    [Fact]
    public async Task The_identity_has_each_role_the_app_uses_where_it_uses_it_and_no_other()
    {
        var assignments = (await templates.SmallAsync()).All("Microsoft.Authorization/roleAssignments");

        Assert.Equal(Expected, assignments.Select(assignment => (ScopeOf(assignment), Last(assignment, "roleDefinitionId"))).Order());
        Assert.All(assignments, IsForTheIdentity);
        Assert.All(assignments, assignment => Assert.Equal("ServicePrincipal", (string?)assignment["properties"]!["principalType"]));
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

    private static string Last(JsonNode assignment, string property) => ((string)assignment["properties"]![property]!).Split('/')[^1];

    /// <summary>The type of the resource, with the name of the queue where it is one.</summary>
    private static string ScopeOf(JsonNode assignment)
    {
        var scope = ((string)assignment["id"]!).Split('\'')[1];
        var parts = scope[(scope.IndexOf("/providers/", StringComparison.Ordinal) + 11)..].Split('/');
        return parts is [var provider, var type, _, "queues", var queue] ? $"{provider}/{type}/queues/{queue}" : $"{parts[0]}/{parts[1]}";
    }
}
