using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessSupport.Fuzz;

/// <summary>A server that is sent requests, with the tokens of people who know it.</summary>
public abstract class Target(Uri address) : IAsyncDisposable
{
    public Uri Address => address;

    /// <summary>Good tokens of two customers, an agent and an admin, and some that are not good.</summary>
    public IReadOnlyList<string> Tokens { get; private set; } = [];

    /// <summary>What no answer may hold: the server's keys, as they are spelled anywhere.</summary>
    public IReadOnlyList<string> Secrets { get; protected set; } = [];

    /// <summary>What the server says it offers: methods and paths, and the schemas of the bodies.</summary>
    public JsonElement Description { get; private set; }

    public abstract bool HasExited { get; }

    /// <summary>Bytes of physical memory in use.</summary>
    public abstract long WorkingSet { get; }

    protected HttpClient Http { get; } = new() { BaseAddress = address };

    /// <summary>Whether a ticket still goes all its way.</summary>
    public async Task<bool> WorksAsync()
    {
        async Task<JsonElement> PostAsync(string token, string path, object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.Authorization = new("Bearer", token);
            using var answer = await Http.SendAsync(request);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : throw new HttpRequestException($"{path} answered {answer.StatusCode}.");
        }

        var ticket = (await PostAsync(await TokenAsync("cem", "customer"), "/api/tickets", new { category = "question", text = "Still there?" })).GetProperty("id").GetString();
        await PostAsync(Tokens[2], $"/api/agent/tickets/{ticket}/claim", new { });
        var answered = await PostAsync(Tokens[2], $"/api/agent/tickets/{ticket}/result", new { text = "Yes." });
        return answered.GetProperty("ticket").GetProperty("state").GetString() == "resolved";
    }

    /// <summary>Stops the server; true when it went by itself and at once.</summary>
    public abstract Task<bool> StopAsync();

    /// <summary>All that is stored once it has stopped, as text, and where each piece of it is.</summary>
    public abstract IAsyncEnumerable<(string Where, string Text)> StoredAsync();

    /// <summary>A token that the server takes.</summary>
    protected abstract Task<string> TokenAsync(string user, string role);

    /// <summary>Learns what it offers, and gets tokens.</summary>
    protected async Task LearnAsync()
    {
        Description = await Http.GetFromJsonAsync<JsonElement>("/api/openapi.json");
        var good = new[] { await TokenAsync("ann", "customer"), await TokenAsync("bob", "customer"), await TokenAsync("eve", "agent"), await TokenAsync("ada", "admin") };
        var parts = good[0].Split('.');
        Tokens = [.. good, $"{parts[0]}.{good[2].Split('.')[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.", ""];
    }

    public virtual ValueTask DisposeAsync()
    {
        Http.Dispose();
        GC.SuppressFinalize(this);
        return default;
    }
}
