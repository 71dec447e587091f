using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessSupport.Acceptance.Http;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>docs/requests.http does what it says.</summary>
public sealed partial class RequestsFileTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Every_request_of_the_file_succeeds_in_turn()
    {
        var file = await ReadAsync();
        file.Set("server", server.Address.ToString().TrimEnd('/'));
        using var http = new HttpClient();

        var requests = file.Requests();
        Assert.True(requests.Count > 10, "The file was not read as requests.");
        foreach (var request in requests)
            await RunAsync(http, file, request);
    }

    [Fact]
    public async Task Every_route_of_the_api_is_in_the_file()
    {
        var requests = (await ReadAsync()).Requests().Select(request => (request.Method, Path: Filled().Replace(request.Url.Replace("{{server}}", "", StringComparison.Ordinal).Split('?')[0], "x"))).ToList();

        Assert.DoesNotContain(
            Route.All, route => !requests.Any(request => request.Method == route.Method && Regex.IsMatch(request.Path, $"^{Named().Replace(route.Template, "[^/]+")}$")));
    }

    [GeneratedRegex(@"\{\{[^}]+\}\}")]
    private static partial Regex Filled();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Named();

    private async Task<HttpFile> ReadAsync() => new(await File.ReadAllTextAsync(Checkout.File("docs/requests.http"), TestContext.Current.CancellationToken), () => server.Time.GetUtcNow());

    private static async Task RunAsync(HttpClient http, HttpFile file, HttpFileRequest request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), file.Fill(request.Url));
        if (request.Body is not null)
            message.Content = new StringContent(file.Fill(request.Body), Encoding.UTF8);
        foreach (var (name, value) in request.Headers)
            if (name == "Content-Type")
                message.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else
                message.Headers.Add(name, file.Fill(value));

        using var answer = await http.SendAsync(message, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{request.Title}: {(int)answer.StatusCode} {text}");
        if (request.Name is not null)
            file.Answered(request.Name, JsonDocument.Parse(text).RootElement);
    }
}
