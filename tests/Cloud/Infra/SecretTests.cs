using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed partial class SecretTests(Templates templates)
{
    [Fact]
    public async Task No_output_of_any_template_holds_a_secret()
    {
        var all = Json.Templates(await templates.CompiledAsync()).ToList();
        var outputs = all.SelectMany(template => Outputs(template).Select(output => (Secrets: SecretParameters(template), Output: output))).ToList();

        Assert.NotEmpty(outputs);
        Assert.All(outputs, found =>
        {
            Assert.DoesNotMatch(ListsKeys(), found.Output);
            Assert.DoesNotContain(found.Secrets, secret => found.Output.Contains($"parameters('{secret}')", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Every_parameter_that_is_named_like_a_secret_is_kept_like_one()
    {
        var all = Json.Templates(await templates.CompiledAsync());
        var secrets = all.SelectMany(template => template["parameters"]!.AsObject()).Where(parameter => NamedLikeASecret().IsMatch(parameter.Key)).ToList();

        Assert.Contains(secrets, parameter => parameter.Key == "fcmPrivateKey");
        Assert.All(secrets, parameter => Assert.Equal("securestring", (string?)parameter.Value!["type"]));
    }

    [Fact]
    public async Task A_key_is_read_only_to_be_put_into_the_vault()
    {
        var deployment = await templates.FullAsync();

        var holders = deployment.Resources.Where(resource => Json.Strings(resource).Any(text => ListsKeys().IsMatch(text.Value))).ToList();

        var holder = Assert.Single(holders);
        Assert.Equal("Microsoft.KeyVault/vaults/secrets", (string?)holder["type"]);
    }

    private static IEnumerable<string> Outputs(JsonNode template) => Json.Strings(template["outputs"]).Select(text => text.Value);

    private static List<string> SecretParameters(JsonNode template) =>
    [
        .. template["parameters"]!.AsObject()
            .Where(parameter => ((string?)parameter.Value!["type"])!.StartsWith("secure", StringComparison.OrdinalIgnoreCase))
            .Select(parameter => parameter.Key),
    ];

    [GeneratedRegex(@"\blist[A-Za-z]*\(")]
    private static partial Regex ListsKeys();

    [GeneratedRegex("(Key|Token|Secret|Password)$")]
    private static partial Regex NamedLikeASecret();
}
