using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessSupport.Contracts.Running;

/// <summary>Someone signed in, who calls the API as an app or an agent's tool would.</summary>
public sealed class Person(HttpClient http, IDeviceNetwork? devices = null) : IDisposable
{
    public HttpClient Http => http;

    /// <summary>Signs in at a local edition, for longer than any test runs.</summary>
    public static async Task<Person> SignInAsync(Uri server, string user, string role)
    {
        var http = new HttpClient { BaseAddress = server };
        using var answer = await http.PostAsJsonAsync("/local/tokens", new { user, role, expiresIn = 2_592_000 });
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Person(http);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(
            response.StatusCode,
            Read(text, response.Content.Headers.ContentType?.MediaType),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    // What is no JSON is given as the text that it is.
    private static JsonElement Read(string text, string? type) =>
        text.Length == 0 ? default : type is "application/x-ndjson" ? JsonSerializer.SerializeToElement(text) : JsonDocument.Parse(text).RootElement;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers);

    /// <summary>Reads until the body is as it should be; the test fails when it does not become so.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isSo)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var answer = await GetAsync(path);
            if (answer.Status == HttpStatusCode.OK && isSo(answer.Body))
                return answer.Body;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{path} did not become what the test waits for.");
    }

    /// <summary>Submits a ticket and returns its id.</summary>
    public async Task<string> SubmitAsync(string text = "Where is my parcel?", string category = "question")
    {
        var answer = await PostAsync("/api/tickets", new { category, text });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Body.GetProperty("id").GetString()!;
    }

    /// <summary>Does one of the agents' actions, which must succeed.</summary>
    public async Task<Answer> ActAsync(string ticketId, string action, string? text = null)
    {
        var answer = await PostAsync($"/api/agent/tickets/{ticketId}/{action}", text is null ? null : new { text });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer;
    }

    /// <summary>As an admin: makes queues.</summary>
    public async Task MakeQueuesAsync(params string[] queues)
    {
        foreach (var queue in queues)
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, $"/api/agent/queues/{queue}", new { name = queue })).Status);
    }

    /// <summary>As an admin: gives an agent a role and queues in the directory.</summary>
    public async Task PlaceAsync(Person agent, string role, params string[] queues)
    {
        await MakeQueuesAsync(queues);
        var me = await agent.GetAsync("/api/agent/me");
        var placed = await SendAsync(HttpMethod.Put, $"/api/agent/people/{me.Body.GetProperty("key").GetString()}", new { role, queues });
        Assert.Equal(HttpStatusCode.OK, placed.Status);
    }

    /// <summary>Registers a device and connects it, as the phone of this person.</summary>
    public async Task<Phone> ConnectAsync(string installationId, object? device = null)
    {
        var answer = await SendAsync(HttpMethod.Put, $"/api/devices/{installationId}", device ?? devices?.Describe(installationId) ?? new { platform = "local" });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return await (devices?.ConnectAsync(installationId, after: 0) ?? Phone.ConnectAsync(http.BaseAddress!, installationId, after: 0));
    }

    public void Dispose() => http.Dispose();
}

/// <summary>What the server answered.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;
}
