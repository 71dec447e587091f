using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Identity;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Runtime.Discovery;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Push;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>The local edition, running on a port and in a folder of its own, with a clock that the test moves.</summary>
public sealed class RunningServer : IRunningServer, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private WebApplication? _app;

    internal static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 30, TimeSpan.Zero);

    internal FakeTimeProvider Time { get; } = new(Morning);

    internal Dictionary<string, string?> Settings { get; } = new() { ["Logging:LogLevel:Default"] = "Error", ["Push:ReminderWindow"] = "00:00:00" };

    internal string Folder => _folder;

    internal Uri Address => new(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    internal IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        var options = new LocalOptions { DataFolder = _folder, Url = "http://127.0.0.1:0", Settings = Settings };
        _app = LocalEdition.Build(options, services => services.AddSingleton<TimeProvider>(Time));
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>A client that is signed in.</summary>
    public async Task<Person> SignInAsync(string user, string role)
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

    public Task<Person> CustomerAsync(string user = "alice") => SignInAsync(user, "customer");

    public Task<Person> AgentAsync(string user = "ann") => SignInAsync(user, "agent");

    public Task<Phone> ConnectAsync(string installationId, long after) => Phone.ConnectAsync(Address, installationId, after);

    public DateTimeOffset Now => Time.GetUtcNow();

    public async Task AdvanceAsync(TimeSpan by)
    {
        if (_app is null || by < TimeSpan.FromMinutes(1))
        {
            Time.Advance(by);
            return;
        }

        // Minutes that pass at once would come between a change and its push, which takes no time.
        await SettleAsync();
        Time.Advance(by);
        // A timer that was at work meanwhile has missed its times, and the clock may not move again.
        var runtime = Services.GetRequiredService<FunctionsRuntime>();
        foreach (var timer in Services.GetRequiredService<FunctionCatalog>().Functions.OfType<TimerFunction>())
            runtime.RunByHand(timer.Name);
    }

    public Task ReconcileAsync() => Services.GetRequiredService<ReconcilePushes>().RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until what was written has been pushed, as far as it can be at the time that the clock shows.</summary>
    private async Task SettleAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var (feed, leases) = (Services.GetRequiredService<SqliteChangeFeed>(), Services.GetRequiredService<SqliteLeases>());
        var functions = Services.GetRequiredService<FunctionCatalog>().Functions.OfType<ChangeFeedFunction>().ToList();
        while (functions.Exists(function => leases.Read(function.Lease) < feed.Newest()) && !patience.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        var pushes = Task.WhenAll(Services.GetRequiredService<Turns>().WhenIdleAsync(), Services.GetRequiredService<DeliverNotices>().WhenIdleAsync());
        await Task.WhenAny(pushes, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, patience.Token));
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await StopAsync();
        Directory.Delete(_folder, recursive: true);
        File.Delete(_folder + ".erasures");
    }
}
