using System.Net;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>If-Match in all its forms (RFC 9110 13.1.1).</summary>
public sealed class IfMatchTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("\"2\"", 200)]
    [InlineData("*", 200)]
    [InlineData("\"999\", \"2\"", 200)]
    [InlineData("\"a,b\" , W/\"1\",\"2\"", 200)]
    [InlineData("W/\"2\"", 412)]
    [InlineData("W/\"2\", \"1\"", 412)]
    [InlineData("\"998\", \"999\"", 412)]
    [InlineData("\"\"", 412)]
    [InlineData("\"2x\"", 412)]
    [InlineData("\"02\"", 412)]
    [InlineData("\"99999999999999999999\"", 412)]
    public async Task It_holds_when_one_of_its_strong_tags_is_the_version(string value, int status)
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        var answer = await ann.PostAsync($"/api/agent/tickets/{ticket}/notes", new { text = "x" }, ("If-Match", value));

        Assert.Equal((HttpStatusCode)status, answer.Status);
        if (status == 412)
            Assert.Equal(("version_mismatch", 2), (answer.Code, answer.Body.GetProperty("currentVersion").GetInt32()));
    }
}
