using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Identity;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>The local edition, running on a port and in a folder of its own, with a clock that the test moves.</summary>
public sealed partial class RunningServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private WebApplication? _app;

    internal static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 30, TimeSpan.Zero);

    internal FakeTimeProvider Time { get; } = new(Morning);

    internal Dictionary<string, string?> Settings { get; } = new() { ["Logging:LogLevel:Default"] = "Error", ["Push:ReminderWindow"] = "00:00:00" };

    internal Uri Address => new(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    internal IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync() => await StartAsync();

    internal async Task StartAsync()
    {
        var options = new LocalOptions { DataFolder = _folder, Url = "http://127.0.0.1:0", Settings = Settings };
        _app = LocalEdition.Build(await WithStoreAsync(options), services =>
        {
            // Its own statement: without a body, a call of Configure vanishes together with what its arguments do.
            services.AddSingleton<TimeProvider>(Time);
            Configure(services);
        });
        await _app.StartAsync();
    }

    /// <summary>Says where the server keeps its tickets: these suites run over each store there is.</summary>
    private partial Task<LocalOptions> WithStoreAsync(LocalOptions options);

    partial void Configure(IServiceCollection services);

    internal async Task StopAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>A client that is signed in.</summary>
    internal async Task<Person> SignInAsync(string user, string role)
    {
        var http = new HttpClient { BaseAddress = Address };
        using var answer = await http.PostAsJsonAsync("/local/tokens", new { user, role, expiresIn = 2_592_000 });
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Person(http);
    }

    /// <summary>A client whose token is good and grants neither role.</summary>
    internal Task<Person> SignInWithoutRoleAsync()
    {
        var issuer = Services.GetRequiredService<LocalIssuer>();
        var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue("nobody", null, null, Time.GetUtcNow().AddHours(1)));
        return Task.FromResult(new Person(http));
    }

    internal Task<Person> CustomerAsync(string user = "alice") => SignInAsync(user, "customer");

    internal Task<Person> AgentAsync(string user = "ann") => SignInAsync(user, "agent");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
