using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessSupport.Acceptance.Http;
using ServerlessSupport.Acceptance.OpenApi;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Local.Attachments;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>docs/http-api.md leaves nothing out and makes nothing up.</summary>
public sealed partial class HttpApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string Document = File.ReadAllText(Checkout.File("docs/http-api.md"));

    [Fact]
    public void It_names_every_route_and_no_other()
    {
        var routes = Route.All.Select(route => $"`{route.Method} {route.Template}`").ToHashSet();
        var named = Regex.Matches(Document, @"^\| (`(?:GET|POST|PUT|PATCH|DELETE) [^`]+`)", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal(routes.Order(), named.Order());
    }

    [Fact]
    public void It_names_every_problem_code_with_its_status_and_no_other()
    {
        ProblemCode[] codes = [.. ProblemCode.All, AttachmentTransfer.LinkRefused, AttachmentTransfer.AlreadyUploaded];
        var named = CodeRow().Matches(Document).Select(row => (row.Groups[1].Value, int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture)));

        Assert.Equal(codes.Select(code => (code.Code, code.Status)).Order(), named.Order());
    }

    [Fact]
    public async Task It_lists_the_requests_that_take_a_key_and_no_other()
    {
        using var anyone = new Person(new HttpClient { BaseAddress = server.Address });
        var taking = (await Description.ReadAsync(anyone)).Operations
            .Where(operation => operation.Json.TryGetProperty("parameters", out var parameters) && parameters.GetRawText().Contains("Idempotency-Key", StringComparison.Ordinal))
            .Select(operation => $"{operation.Method} {operation.Path}");
        var listed = KeyedRoute().Matches(Document.Split("## Repeating a request")[1].Split("\n## ")[0]).Select(route => route.Groups[1].Value);

        Assert.Equal(taking.Order(), listed.Order());
    }

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();

    [GeneratedRegex("`((?:POST|PATCH|DELETE) [^`]+)`")]
    private static partial Regex KeyedRoute();
}
