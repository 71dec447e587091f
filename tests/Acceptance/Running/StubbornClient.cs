using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>Repeats each request under one Idempotency-Key until it is answered, as a well-made app does while its server comes and goes.</summary>
internal sealed class StubbornClient(Uri server, string user, string role) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The body of the first answer that is not a fault of the server; the test fails when it is a refusal.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, string? key, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await SignInAsync(cancellationToken);
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                if (key is not null)
                    request.Headers.Add("Idempotency-Key", key);
                using var answer = await _http.SendAsync(request, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
                    return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The server is gone for the moment, or went before it answered.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The id of what a single try made; null when the server was not there to answer.</summary>
    public async Task<string?> TrySendAsync(string path, object body, string key, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await _http.SendAsync(request, cancellationToken);
            return answer.StatusCode == HttpStatusCode.Created ? (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        if (_http.DefaultRequestHeaders.Authorization is not null)
            return;
        using var answer = await _http.PostAsJsonAsync("/local/tokens", new { user, role }, cancellationToken);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("token").GetString();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public void Dispose() => _http.Dispose();
}
