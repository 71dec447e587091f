using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Hub;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Identity;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>What stands outside the server: the hub, which Android phones are connected to, and the issuer of tokens.</summary>
internal sealed class PushNetwork : IDeviceNetwork, IAsyncDisposable
{
    private const string HubName = "support";
    private const string HubKey = "the key of the hub's one rule";

    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private readonly TimeProvider _time;
    private readonly LocalIssuer _issuer;
    private readonly WebApplication _app;

    public PushNetwork(TimeProvider time)
    {
        _time = time;
        var identity = Options.Create(new IdentityOptions { Issuer = LocalIssuer.Issuer, Audience = LocalIssuer.Audience });
        _issuer = new LocalIssuer(new LocalOptions { DataFolder = _folder }, identity, time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(_issuer).AddNotificationHub(_ => new HubOptions(HubName, () => HubKey));
        _app = builder.Build();
        PublishedKey.Map(_app);
        _app.MapNotificationHub();
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The settings by which a server reaches it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["NotificationHubs__ConnectionString"] = $"Endpoint={Address};SharedAccessKeyName=DefaultFullSharedAccessSignature;SharedAccessKey={HubKey}",
        ["NotificationHubs__HubName"] = HubName,
        ["Identity__Issuer"] = LocalIssuer.Issuer,
        ["Identity__Audience"] = LocalIssuer.Audience,
        ["Identity__MetadataAddress"] = $"{Address}local/.well-known/openid-configuration",
    };

    public Task StartAsync() => _app.StartAsync();

    /// <summary>A token that is good for longer than any test runs.</summary>
    public string Issue(string user, string role) =>
        _issuer.Issue(user, null, role == "customer" ? ActorRole.Customer : ActorRole.Agent, _time.GetUtcNow().AddDays(30), isAdmin: role == "admin");

    public object Describe(string installationId) => new { platform = "fcmV1", pushChannel = $"token of {installationId}" };

    public Task<Phone> ConnectAsync(string installationId, long after) => Phone.ConnectAsync(Address, installationId, after, Read);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What FCM delivers, as an app reads it: strings in data, and what is shown beside it, unless it is a second sending, which is silent.</summary>
    private static JsonElement Read(JsonElement push)
    {
        var message = push.GetProperty("message");
        IEnumerable<JsonProperty> shown = message.TryGetProperty("notification", out var notification) ? notification.EnumerateObject() : [];
        var read = new JsonObject();
        foreach (var part in shown.Concat(message.GetProperty("data").EnumerateObject()))
            read[part.Name] = part.Name == "truncated" ? JsonValue.Create(part.Value.GetString() == "true") : JsonValue.Create(part.Value.GetString());
        // As it came: escaped it would be longer than what the platform carries.
        return JsonElement.Parse(read.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }
}
