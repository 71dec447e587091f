using System.Net;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>What concerns the whole server is for agents who are admins.</summary>
public sealed class AdminTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Reregister = "/api/agent/devices/reregister";

    [Fact]
    public async Task An_admin_registers_all_devices_again_page_by_page()
    {
        using var alice = await server.CustomerAsync("alice-admin");
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync(HttpMethod.Put, $"/api/devices/admin-{i}", new { platform = "local" })).Status);
        using var admin = await server.SignInAsync("root", "admin");

        var first = await admin.SendAsync(HttpMethod.Post, $"{Reregister}?limit=2");
        var second = await admin.SendAsync(HttpMethod.Post, $"{Reregister}?limit=2&cursor={first.Body.GetProperty("cursor").GetString()}");

        Assert.Equal((2, 0), (first.Body.GetProperty("registered").GetInt32(), first.Body.GetProperty("refused").GetInt32()));
        Assert.Equal(1, second.Body.GetProperty("registered").GetInt32());
        Assert.False(second.Body.TryGetProperty("cursor", out _));
    }

    [Fact]
    public async Task An_agent_who_is_no_admin_may_not()
    {
        using var ann = await server.AgentAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await ann.SendAsync(HttpMethod.Post, Reregister)).Status);
    }

    [Fact]
    public async Task A_cursor_that_was_not_issued_is_refused()
    {
        using var admin = await server.SignInAsync("root", "admin");

        Assert.Equal("invalid_cursor", (await admin.SendAsync(HttpMethod.Post, $"{Reregister}?cursor=bm9uZQ")).Code);
    }
}
