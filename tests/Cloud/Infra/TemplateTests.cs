using System.Text.Json.Nodes;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class TemplateTests(Templates templates)
{
    [Fact]
    public async Task The_compiler_finds_nothing_to_say_about_any_template()
    {
        var (exitCode, _, errors) = await BicepCli.RunAsync(Templates.Folder, "lint", "--pattern", "**/*.bicep");

        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Every_module_is_part_of_the_deployment_and_every_parameter_is_explained()
    {
        var all = Json.Templates(await templates.CompiledAsync()).ToList();
        var modules = Directory.GetFiles(Path.Combine(Templates.Folder, "modules")).Select(Path.GetFileName);
        var main = await File.ReadAllTextAsync(Path.Combine(Templates.Folder, "main.bicep"), TestContext.Current.CancellationToken);

        Assert.All(modules, module => Assert.Contains($"'modules/{module}' =", main, StringComparison.Ordinal));
        Assert.All(all.SelectMany(Parameters), parameter => Assert.NotNull(parameter.Value!["metadata"]?["description"]));
    }

    [Fact]
    public async Task The_parameters_file_names_every_required_parameter_and_none_that_does_not_exist()
    {
        var declared = Parameters(await templates.CompiledAsync()).ToDictionary();
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Templates.Folder, "main.parameters.json"), TestContext.Current.CancellationToken))!;
        var given = file["parameters"]!.AsObject().Select(parameter => parameter.Key).ToList();

        Assert.Subset(declared.Keys.ToHashSet(), given.ToHashSet());
        Assert.Subset(given.ToHashSet(), declared.Where(parameter => parameter.Value!["defaultValue"] is null).Select(parameter => parameter.Key).ToHashSet());
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Parameters(JsonNode template) => template["parameters"]!.AsObject();
}
