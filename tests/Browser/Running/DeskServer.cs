using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessSupport.App.AgentConsole;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Demo;
using ServerlessSupport.Local.Identity;
using ServerlessSupport.People;
using ServerlessSupport.Reports;

namespace ServerlessSupport.Browser.Running;

/// <summary>The local edition on a port and in a folder of its own, with the demo's page and without the demo's traffic.</summary>
public sealed class DeskServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-").FullName;
    private WebApplication? _app;

    /// <summary>Where agents sign in to the console; null lets them in by name.</summary>
    public Uri? Issuer { get; init; }

    public Uri Address => new(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>(DemoRegistration.Settings) { ["Reminders:First"] = "01:00:00", ["Logging:LogLevel:Default"] = "Error" };
        if (Issuer is not null)
            (settings["Console:ClientId"], settings["Console:Authority"]) = ("desk", Issuer.ToString());
        var options = new LocalOptions { DataFolder = _folder, Url = "http://127.0.0.1:0", Settings = settings, Demo = true };
        _app = LocalEdition.Build(options, services =>
        {
            services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(DemoTraffic)));
            if (Issuer is not null)
                services.AddSingleton(new ConsoleEdition(SignInByName: false, Files: null));
        });
        await _app.StartAsync();
    }

    /// <summary>An agent's token that the server takes.</summary>
    public string TokenOf(string user, string name) =>
        _app!.Services.GetRequiredService<LocalIssuer>().Issue(user, name, ActorRole.Agent, TimeProvider.System.GetUtcNow().AddHours(1));

    /// <summary>Somebody who calls the API as an app would.</summary>
    public async Task<Caller> SignInAsync(string user, string role = "customer", string? name = null)
    {
        var http = new HttpClient { BaseAddress = Address };
        using var answer = await http.PostAsJsonAsync("/local/tokens", new { user, role, name });
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Caller(http);
    }

    /// <summary>Registers a phone for somebody and listens to it.</summary>
    public async Task<Phone> ConnectAsync(Caller person, string device)
    {
        await person.SendAsync(HttpMethod.Put, $"/api/devices/{device}", new { platform = "local" });
        return await Phone.ConnectAsync(Address, device, after: 0);
    }

    /// <summary>A ticket of a customer, as its id.</summary>
    public async Task<string> SubmitAsync(string text, string user = "alice", string? name = "Alice Moreau")
    {
        using var customer = await SignInAsync(user, name: name);
        return (await customer.SendAsync(HttpMethod.Post, "/api/tickets", new { category = "question", text })).GetProperty("id").GetString()!;
    }

    /// <summary>Counts for the reports what happened up to now, as a timer does some minutes later.</summary>
    public Task CountAsync() =>
        ActivatorUtilities.CreateInstance<CountTickets>(_app!.Services, new LaterTime(CountTickets.Margin)).RunAsync(TestContext.Current.CancellationToken);

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        File.Delete(_folder + ".erasures");
    }
}

/// <summary>One person's calls, each of which must succeed unless it says otherwise.</summary>
public sealed class Caller(HttpClient http) : IDisposable
{
    /// <summary>A call that must be refused.</summary>
    public async Task RefusedAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public void Dispose() => http.Dispose();
}
