using System.Text.Json.Nodes;
using ServerlessSupport.Cloud.Tests.Infra;

[assembly: AssemblyFixture(typeof(Templates))]

namespace ServerlessSupport.Cloud.Tests.Infra;

/// <summary>The templates as compiled, and what two deployments of them would create: one with the defaults, one with all there is.</summary>
public sealed class Templates : IDisposable
{
    private const string Required = """
        param name = 'Acme'
        param location = 'westeurope'
        param identityIssuer = 'https://login.example.com/'
        param identityAudience = 'api://support'
        param auditKey = 'Zm9yIG5vdGhpbmcgYnV0IHRoaXMgb25lIG1hY2hpbmU='

        """;

    private const string Everything = Required + """
        param alertEmail = 'operators@example.com'
        param allowedOrigins = ['https://console.example.com']
        param alwaysReadyInstances = 2
        param cosmosAutoscaleMaxThroughput = 4000
        param nameSuffix = '1764165600'
        param unconfirmedUploadDays = 3
        param zoneRedundant = true
        param settings = { Reminders__First: '00:30:00', Push__Server: 'acme.example' }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("infra-").FullName;
    private readonly Lazy<Task<JsonNode>> _compiled;
    private readonly Lazy<Task<Deployment>> _small;
    private readonly Lazy<Task<Deployment>> _full;

    public Templates()
    {
        _compiled = new(CompileAsync);
        _small = new(() => PredictAsync("small", Required));
        _full = new(() => PredictAsync("full", Everything));
    }

    internal static string Folder => Repository.PathOf("infra");

    /// <summary>The template in which all others are nested.</summary>
    internal Task<JsonNode> CompiledAsync() => _compiled.Value;

    /// <summary>A deployment that names only what must be named.</summary>
    internal Task<Deployment> SmallAsync() => _small.Value;

    /// <summary>A deployment with autoscale, zones, alerts by e-mail, instances kept ready, names made new and settings of its own.</summary>
    internal Task<Deployment> FullAsync() => _full.Value;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonNode> CompileAsync() => JsonNode.Parse(await BicepAsync("build", "main.bicep", "--stdout"))!;

    private async Task<Deployment> PredictAsync(string name, string parameters)
    {
        var file = Path.Combine(_folder, name + ".bicepparam");
        var template = Path.GetRelativePath(_folder, Path.Combine(Folder, "main.bicep"));
        await File.WriteAllTextAsync(file, $"using '{template}'\n{parameters}\n");
        await BicepAsync("snapshot", file, "--mode", "overwrite", "--subscription-id", Deployment.Subscription, "--resource-group", "rg", "--location", "westeurope");
        return new Deployment(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, name + ".snapshot.json")))!);
    }

    private static async Task<string> BicepAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await BicepCli.RunAsync(Folder, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"bicep {arguments[0]}: {errors}");
    }
}
