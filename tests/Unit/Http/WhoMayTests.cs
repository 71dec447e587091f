using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Http;

/// <summary>Whom the gate lets through, for each kind of function and each set of roles.</summary>
public sealed class WhoMayTests : IDisposable
{
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("", "Open")]
    [InlineData("auditor", "Open")]
    [InlineData("admin", "Open")]
    [InlineData("customer", "Open Customers Devices")]
    [InlineData("customer admin", "Open Customers Devices")]
    [InlineData("agent", "Open Agents Devices")]
    [InlineData("agent admin", "Open Agents Leads Devices Operators")]
    [InlineData("customer agent", "Open Customers Agents Devices")]
    [InlineData("customer agent admin", "Open Customers Agents Leads Devices Operators")]
    public async Task Each_role_opens_what_is_its_own_and_no_more(string roles, string doors)
    {
        var opened = new List<Who>();
        foreach (var who in Enum.GetValues<Who>())
        {
            var http = Request(roles);
            if (await PassAsync(http, who) is null)
                opened.Add(who);
            else
                Assert.Equal((403, "forbidden"), await ProblemAsync(http));
        }

        Assert.Equal(doors.Split(' ').Order(), opened.Select(who => who.ToString()).Order());
    }

    [Fact]
    public async Task Who_does_not_sign_in_is_told_to_and_not_that_it_is_forbidden()
    {
        var http = TestIssuer.Request("");
        await PassAsync(http, Who.Operators);

        Assert.Equal((401, "unauthenticated"), await ProblemAsync(http));
        Assert.Equal("Bearer", http.Response.Headers.WWWAuthenticate.ToString());
    }

    [Theory]
    [InlineData("Customers", ActorRole.Customer)]
    [InlineData("Agents", ActorRole.Agent)]
    [InlineData("Operators", ActorRole.Agent)]
    public async Task Whoever_is_both_acts_in_the_role_that_the_function_is_for(string who, ActorRole role)
    {
        var http = Request("customer agent admin");
        await PassAsync(http, Enum.Parse<Who>(who));

        Assert.Equal(role, http.Request.Caller().Role);
    }

    [Theory]
    [InlineData(413, 413, "body_too_large")]
    [InlineData(400, 400, "invalid_request")]
    [InlineData(408, 400, "invalid_request")]
    public async Task A_request_that_cannot_be_read_is_the_callers_fault(int fault, int status, string code)
    {
        var http = TestIssuer.Request("");
        await (await Gate().PassAsync(http, TestIssuer.Door(Who.Open), () => throw new BadHttpRequestException("It is cut short.", fault)))!.ExecuteAsync(http);

        Assert.Equal((status, code), await ProblemAsync(http));
    }

    private HttpContext Request(string roles) => TestIssuer.Request(
        $"Bearer {_issuer.Token(null, [.. roles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(role => ("roles", role))])}");

    private Gate Gate() => new(_issuer.Reader(), TestIssuer.Limits(), TestIssuer.People(), TestIssuer.Audited(), TestIssuer.Refusals(), NullLogger<Gate>.Instance);

    /// <summary>Null when the function was called; a function that is called for nothing fails the test.</summary>
    private async Task<IResult?> PassAsync(HttpContext http, Who who)
    {
        var isCalled = false;
        var answer = await Gate().PassAsync(http, TestIssuer.Door(who), () =>
        {
            isCalled = true;
            return Task.FromResult<IResult?>(null);
        });
        Assert.Equal(isCalled, answer is null);
        if (answer is not null)
            await answer.ExecuteAsync(http);
        return answer;
    }

    private static async Task<(int, string?)> ProblemAsync(HttpContext http)
    {
        http.Response.Body.Position = 0;
        using var body = await JsonDocument.ParseAsync(http.Response.Body, cancellationToken: TestContext.Current.CancellationToken);
        return (http.Response.StatusCode, body.RootElement.GetProperty("code").GetString());
    }
}
