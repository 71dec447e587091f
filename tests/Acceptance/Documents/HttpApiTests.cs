using System.Reflection;
using ServerlessSupport.Acceptance.Http;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>docs/http-api.md leaves nothing out and makes nothing up.</summary>
public sealed class HttpApiTests
{
    private static readonly string Document = File.ReadAllText(Checkout.File("docs/http-api.md"));

    [Fact]
    public void It_names_every_route_and_no_other()
    {
        var routes = Route.All.Select(route => $"`{route.Method} {route.Template}`").ToHashSet();
        var named = System.Text.RegularExpressions.Regex.Matches(Document, @"^\| (`(?:GET|POST|PUT|DELETE) [^`]+`)", System.Text.RegularExpressions.RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal(routes.Order(), named.Order());
    }

    [Fact]
    public void It_names_every_problem_code_with_its_status()
    {
        var codes = typeof(ProblemCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ProblemCode)field.GetValue(null)!).ToList();

        Assert.True(codes.Count > 20);
        Assert.All(codes, code => Assert.Contains($"| `{code.Code}` | {code.Status} |", Document, StringComparison.Ordinal));
    }
}
