using System.Net.Http.Headers;
using ServerlessSupport.Local.Identity;

namespace ServerlessSupport.Local.Demo;

/// <summary>The people of the demo, each of whom calls the API as their app or console would: nothing of the demo gets past it.</summary>
internal sealed class DemoPeople(LocalIssuer issuer, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Where the server listens.</summary>
    public Uri Server { set => _http.BaseAddress = value; }

    /// <summary>A request of an agent; the body of the answer, or null when it was refused.</summary>
    public Task<JsonElement?> AsAsync(DemoAgent agent, HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        SendAsync(issuer.Issue(agent.Id, agent.Name, ActorRole.Agent, time.GetUtcNow() + Lifetime, agent.Role == "admin"), method, path, body, cancellationToken);

    /// <summary>A request of a customer; the body of the answer, or null when it was refused.</summary>
    public Task<JsonElement?> AsAsync(DemoCustomer customer, HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        SendAsync(issuer.Issue(customer.Id, customer.Name, ActorRole.Customer, time.GetUtcNow() + Lifetime), method, path, body, cancellationToken);

    public void Dispose() => _http.Dispose();

    // Somebody at the console may have been faster: what is refused then is no fault.
    private async Task<JsonElement?> SendAsync(string token, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await _http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            return null;
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return bytes.Length == 0 ? default(JsonElement) : JsonElement.Parse(bytes);
    }
}
