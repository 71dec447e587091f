using System.Text.Json.Nodes;
using ServerlessSupport.Hub.Installations;

namespace ServerlessSupport.Unit.Hub;

public sealed class InstallationPatchTests
{
    private const string Before = """{"installationId":"p","platform":"apns","pushChannel":"c","tags":["a","b"],"templates":{"t":{"body":"{}"}}}""";

    [Theory]
    [InlineData("""[{"op":"add","path":"/tags","value":"c"}]""", "tags", """["a","b","c"]""")]
    [InlineData("""[{"op":"add","path":"/tags","value":["b","c"]}]""", "tags", """["a","b","c"]""")]
    [InlineData("""[{"op":"remove","path":"/tags/a"}]""", "tags", """["b"]""")]
    [InlineData("""[{"op":"replace","path":"/tags","value":["z"]}]""", "tags", """["z"]""")]
    [InlineData("""[{"op":"replace","path":"/tags","value":"[\"z\"]"}]""", "tags", """["z"]""")]
    [InlineData("""[{"op":"replace","path":"/pushChannel","value":"d"}]""", "pushChannel", "\"d\"")]
    [InlineData("""[{"op":"add","path":"/userId","value":"Bob"}]""", "userId", "\"Bob\"")]
    [InlineData("""[{"op":"add","path":"/templates/u","value":"{\"body\":\"{}\"}"}]""", "templates", """{"t":{"body":"{}"},"u":{"body":"{}"}}""")]
    [InlineData("""[{"op":"add","path":"/templates/t/body","value":"{\"a\":1}"}]""", "templates", """{"t":{"body":"{\"a\":1}"}}""")]
    [InlineData("""[{"op":"add","path":"/templates/t/tags","value":"x"}]""", "templates", """{"t":{"body":"{}","tags":["x"]}}""")]
    [InlineData("""[{"op":"add","path":"/templates/t/headers","value":"{\"X-WNS-Type\":\"wns/raw\"}"}]""", "templates", """{"t":{"body":"{}","headers":{"X-WNS-Type":"wns/raw"}}}""")]
    [InlineData("""[{"op":"remove","path":"/templates/t"}]""", "templates", "{}")]
    [InlineData("""[{"op":"add","path":"/templates/t/expiry","value":"0"}]""", "templates", """{"t":{"body":"{}","expiry":"0"}}""")]
    [InlineData("""[{"op":"replace","path":"/userId","value":"Bob"}]""", "userId", "\"Bob\"")]
    [InlineData("""[{"op":"remove","path":"/tags"}]""", "tags", "null")]
    [InlineData("""[{"op":"add","path":"/templates/tags","value":{"body":"{}"}}]""", "templates", """{"t":{"body":"{}"},"tags":{"body":"{}"}}""")]
    [InlineData("""[{"op":"remove","path":"/tags/a"},{"op":"remove","path":"/tags/b"}]""", "tags", "null")]
    public void Changes_what_the_operation_names(string patch, string property, string expected)
    {
        var before = JsonNode.Parse(Before)!.AsObject();
        var after = InstallationPatch.Apply(before, JsonNode.Parse(patch)!.AsArray());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), after[property]), after.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Before), before));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("""[{"op":"add","value":"c"}]""")]
    [InlineData("""[{"op":"add","path":"tags","value":"c"}]""")]
    [InlineData("""[{"op":"move","path":"/tags","value":"c"}]""")]
    [InlineData("""[{"op":"add","path":"/nothing/here/at/all","value":"c"}]""")]
    [InlineData("""[{"op":"add","path":"/templates/u","value":"{"}]""")]
    [InlineData("""[{"op":"add","path":"/colour","value":"c"}]""")]
    [InlineData("""[{"op":"replace","path":"/installationId","value":"c"}]""")]
    [InlineData("""[{"op":"add","path":"/tags/c","value":"c"}]""")]
    [InlineData("""[{"op":"add","path":"/templates/t/colour","value":"c"}]""")]
    [InlineData("""[{"op":"add","path":"/templates/none/body","value":"{}"}]""")]
    [InlineData("""[{"op":"add","path":"/pushChannel"}]""")]
    [InlineData("""[{"op":"add","path":"/pushChannel","value":null}]""")]
    [InlineData("""[{"op":"remove","path":"/userId"}]""")]
    [InlineData("""[{"op":"remove","path":"/tags/none"}]""")]
    [InlineData("""[{"op":"remove","path":"/templates/none"}]""")]
    [InlineData("""[{"op":7,"path":"/tags","value":"c"}]""")]
    public void Refuses_what_it_cannot_do(string patch) =>
        Assert.Throws<FormatException>(() => InstallationPatch.Apply(JsonNode.Parse(Before)!.AsObject(), JsonNode.Parse(patch)!.AsArray()));
}
