using System.Text.Json;

namespace ServerlessSupport.Client.Tests.Receiving;

public sealed class ReceiptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Updates_are_confirmed_in_one_request_for_a_ticket_and_opening_them_is_told()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "progress", text: "1");
        server.Tickets.Add(ticket, "result", text: "2");
        await phone.Server.RegisterDeviceAsync(new DeviceSettings { Platform = PushPlatform.Local }, Token);
        var installation = (await phone.Server.DeviceAsync(Token)).InstallationId;

        await phone.Server.CatchUpAsync(Token);
        await phone.Server.FlushAsync(Token);
        var received = Assert.Single(server.Sent("POST", "/receipts"));
        await phone.Server.MarkOpenedAsync(ticket.Id, Token);
        await phone.Server.FlushAsync(Token);

        var first = JsonDocument.Parse(received.Body).RootElement.GetProperty("receipts");
        Assert.Equal([2, 3], first.EnumerateArray().Select(receipt => receipt.GetProperty("seq").GetInt32()));
        Assert.All(first.EnumerateArray(), receipt => Assert.Equal(installation, receipt.GetProperty("installationId").GetString()));
        Assert.All(first.EnumerateArray(), receipt => Assert.False(receipt.TryGetProperty("opened", out _)));
        var second = JsonDocument.Parse(server.Sent("POST", "/receipts")[^1].Body).RootElement.GetProperty("receipts");
        Assert.All(second.EnumerateArray(), receipt => Assert.True(receipt.TryGetProperty("opened", out _)));
        Assert.Equal(0, Assert.Single(await phone.Server.TicketsAsync(Token)).UnreadCount);
    }

    [Fact]
    public async Task A_server_that_takes_no_receipts_does_no_harm()
    {
        await using var server = await FakeServer.StartAsync();
        server.TakesReceipts = false;
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");

        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "result", text: "1")), Token);
        await phone.Server.FlushAsync(Token);

        Assert.Empty(await phone.Store.ListAsync(server.Name, "receipts", null, 10, Token));
        Assert.Empty(phone.Faults);
    }

    [Fact]
    public async Task Receipts_given_offline_are_sent_when_back()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "1")), Token);
        await phone.Server.FlushAsync(Token);
        server.Offline = true;
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "2")), Token);

        server.Offline = false;
        await Phone.UntilAsync(() => server.Sent("POST", "/receipts").Count >= 2);

        Assert.Contains("\"seq\":3", server.Sent("POST", "/receipts")[^1].Body, StringComparison.Ordinal);
    }
}
