using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>docs/requests.http does what it says.</summary>
public sealed class RequestsFileTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Every_request_of_the_file_succeeds_in_turn()
    {
        var file = new HttpFile(await File.ReadAllTextAsync(Checkout.File("docs/requests.http"), TestContext.Current.CancellationToken));
        file.Set("server", server.Address.ToString().TrimEnd('/'));
        using var http = new HttpClient();

        var requests = file.Requests();
        Assert.True(requests.Count > 10, "The file was not read as requests.");
        foreach (var request in requests)
            await RunAsync(http, file, request);
    }

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
