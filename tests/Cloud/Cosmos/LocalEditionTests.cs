using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Devices;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Cosmos;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class LocalEditionTests(CosmosEmulator emulator) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private readonly Dictionary<string, string?> _settings = [];
    private readonly ListeningGateway _gateway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_local_edition_pushes_over_Cosmos_and_after_a_restart_only_what_is_new()
    {
        await using var store = await CosmosStore.OpenAsync(emulator);
        _settings["Cosmos:DatabaseName"] = store.Containers.Tickets.Database.Id;
        string ticket;
        await using (var app = await StartAsync())
        {
            using var anna = await SignInAsync(app, "anna", "customer");
            using var agent = await SignInAsync(app, "ada", "agent");
            (await anna.PutAsJsonAsync("/api/devices/phone", new { platform = "local" }, Cancellation)).EnsureSuccessStatusCode();
            ticket = (await PostAsync(anna, "/api/tickets", new { category = "question", text = "Where is my parcel?" })).GetProperty("id").GetString()!;
            await PostAsync(agent, $"/api/agent/tickets/{ticket}/claim", new { });
            await PostAsync(agent, $"/api/agent/tickets/{ticket}/progress", new { text = "On its way." });
            Assert.Equal((EntryKind.Progress, "On its way."), await _gateway.NextAsync());
            await app.StopAsync(Cancellation);
        }

        await using (var app = await StartAsync())
        {
            using var agent = await SignInAsync(app, "ada", "agent");
            await PostAsync(agent, $"/api/agent/tickets/{ticket}/result", new { text = "It arrived." });
            Assert.Equal((EntryKind.Result, "It arrived."), await _gateway.NextAsync());
            await app.StopAsync(Cancellation);
        }
    }

    private async Task<WebApplication> StartAsync()
    {
        var endpoint = await emulator.LocalAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        var options = new LocalOptions { DataFolder = _folder, Url = "http://127.0.0.1:0", Settings = _settings };
        var app = LocalEdition.Build(options, services => services.AddCosmosStorage(configuration, endpoint).AddSingleton<IPushGateway>(_gateway));
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task<HttpClient> SignInAsync(WebApplication app, string user, string role)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var http = new HttpClient { BaseAddress = new Uri(address) };
        var answer = await http.PostAsJsonAsync("/local/tokens", new { user, role }, Cancellation);
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        var answer = await http.PostAsJsonAsync(path, body, Cancellation);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>Hands on what is pushed.</summary>
    private sealed class ListeningGateway : IPushGateway
    {
        private readonly Channel<PushMessage> _pushes = Channel.CreateUnbounded<PushMessage>();

        public async Task<(EntryKind Kind, string? Text)> NextAsync()
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            timeout.CancelAfter(TimeSpan.FromMinutes(2));
            var push = await _pushes.Reader.ReadAsync(timeout.Token);
            return (push.Kind, push.Text);
        }

        public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
        {
            await _pushes.Writer.WriteAsync(message, cancellationToken);
            return PushResult.Accepted;
        }

        public bool Supports(Platform platform) => true;

        public Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task<ChannelState> CheckAsync(string installationId, CancellationToken cancellationToken) => Task.FromResult(ChannelState.Good);

        public Task UnregisterAsync(string installationId, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
