using System.Net;
using System.Text;
using System.Text.Json;
using ServerlessSupport.Hub;

namespace ServerlessSupport.Unit.Hub;

/// <summary>Installations that are changed several times at once, and again and again.</summary>
public sealed class InstallationRaceTests
{
    [Fact]
    public async Task Changes_made_at_the_same_time_are_all_kept()
    {
        await using var hub = await RunningHub.StartAsync(new HesitantStore());
        await hub.RegisterAsync("busy", "apns");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PatchAsync(hub, "busy", "/tags", $"changed-{i}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(9, JsonElement.Parse((await hub.CallAsync("GET", "/support/installations/busy")).Body).GetProperty("tags").GetArrayLength());
    }

    [Fact]
    public async Task A_change_made_at_the_same_time_does_not_bring_back_what_is_deleted()
    {
        var store = new HesitantStore();
        await using var hub = await RunningHub.StartAsync(store);
        await hub.RegisterAsync("gone", "apns");

        var change = PatchAsync(hub, "gone", "/tags", "changed");
        await store.Hesitates;
        Assert.Equal(HttpStatusCode.NoContent, (await hub.CallAsync("DELETE", "/support/installations/gone")).Status);
        await change;

        (await hub.CallAsync("GET", "/support/installations/gone")).Refused(404);
        Assert.Empty(store.Installations());
    }

    [Fact]
    public async Task Patches_do_not_make_an_installation_grow_for_ever()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.RegisterAsync("grown", "apns");
        var template = JsonSerializer.Serialize(new { body = JsonSerializer.Serialize(new { a = new string('x', 60_000) }) });

        var answers = new List<HubReply>();
        for (var i = 0; i < 10; i++)
            answers.Add(await PatchAsync(hub, "grown", $"/templates/t{i}", template));

        Assert.Equal(HttpStatusCode.OK, answers[0].Status);
        Assert.Contains("524288 bytes", answers[^1].Refused(400), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync(hub, "grown", "/tags", "small")).Status);
    }

    private static Task<HubReply> PatchAsync(RunningHub hub, string id, string path, string value) =>
        hub.CallAsync("PATCH", $"/support/installations/{id}", RunningHub.Content(JsonSerializer.Serialize(new[] { new { op = "add", path, value } })));

    /// <summary>Gives what else is asked of it for an installation the time to come first, before it keeps a change.</summary>
    private sealed class HesitantStore : IHubStore
    {
        private readonly MemoryHubStore _store = new();
        private readonly TaskCompletionSource _forgotten = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _hesitates = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Hesitates => _hesitates.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        public IReadOnlyList<byte[]> Installations() => _store.Installations();

        public async Task KeepAsync(string installationId, byte[] document, CancellationToken cancellationToken)
        {
            if (Encoding.UTF8.GetString(document).Contains("changed", StringComparison.Ordinal))
            {
                _hesitates.TrySetResult();
                // In vain where the others wait for their turn.
                await Task.WhenAny(_forgotten.Task, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken));
            }

            await _store.KeepAsync(installationId, document, cancellationToken);
        }

        public async Task ForgetAsync(string installationId, CancellationToken cancellationToken)
        {
            await _store.ForgetAsync(installationId, cancellationToken);
            _forgotten.TrySetResult();
        }

        public Task AddAsync(IReadOnlyCollection<(string InstallationId, byte[] Payload)> pushes, DateTimeOffset at, CancellationToken cancellationToken) =>
            _store.AddAsync(pushes, at, cancellationToken);

        public IReadOnlyList<DevicePush> Read(string installationId, long after, int max) => _store.Read(installationId, after, max);

        public long Newest(string installationId) => _store.Newest(installationId);
    }
}
