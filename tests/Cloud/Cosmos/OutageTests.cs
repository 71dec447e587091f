using System.Globalization;
using System.Net;
using ServerlessSupport.Cloud.Tests.Blobs;
using ServerlessSupport.Cloud.Tests.Worker;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

/// <summary>What callers of the API and customers' devices see while Cosmos DB fails and after.</summary>
public sealed class OutageTests(ImpatientWorker server) : IClassFixture<ImpatientWorker>, IDisposable
{
    private static readonly (string, string) First = ("Idempotency-Key", "first");
    private static readonly (string, string) Second = ("Idempotency-Key", "second");

    public void Dispose() => server.Tap.Heal();

    [Theory]
    [InlineData(Fault.Throttled)]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.Silent)]
    [InlineData(Fault.Torn)]
    internal async Task Callers_are_told_to_come_back_and_when_they_do_everything_is_done_once(Fault fault)
    {
        using var alice = await server.CustomerAsync($"alice-{fault}");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync($"phone-{fault}");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        var submission = new { category = "question", text = "And where is the other one?" };
        var progress = new { text = "On its way." };

        server.Tap.Fail(fault);
        AssertComesBack(await alice.PostAsync("/api/tickets", submission, First));
        AssertComesBack(await ann.PostAsync($"/api/agent/tickets/{ticket}/progress", progress, Second));
        AssertComesBack(await alice.GetAsync($"/api/tickets/{ticket}"));
        AssertComesBack(await alice.GetAsync("/api/tickets"));
        AssertComesBack(await alice.GetAsync("/api/updates"));
        AssertComesBack(await alice.SendAsync(HttpMethod.Put, "/api/devices/another", new { platform = "fcmV1", pushChannel = "another" }));
        server.Tap.Heal();

        Assert.Equal(HttpStatusCode.Created, (await alice.PostAsync("/api/tickets", submission, First)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ann.PostAsync($"/api/agent/tickets/{ticket}/progress", progress, Second)).Status);
        Assert.Equal(2, (await alice.GetAsync("/api/tickets")).Body.GetProperty("items").GetArrayLength());
        Assert.Equal("On its way.", (await phone.NextAsync()).GetProperty("text").GetString());
        Assert.Equal(3, (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("ticket").GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_ticket_whose_answer_is_lost_is_there_once_when_it_is_sent_again()
    {
        using var bob = await server.CustomerAsync("bob");
        var submission = new { category = "question", text = "Where is my parcel?" };

        server.Tap.Fail(Fault.AnswerLost, "create tickets");
        AssertComesBack(await bob.PostAsync("/api/tickets", submission, First));
        server.Tap.Heal();
        var again = await bob.PostAsync("/api/tickets", submission, First);

        Assert.Equal(HttpStatusCode.Created, again.Status);
        var only = Assert.Single((await bob.GetAsync("/api/tickets")).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(again.Body.GetProperty("id").GetString(), only.GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_update_is_pushed_once_the_log_of_deliveries_can_be_read_again()
    {
        using var cem = await server.CustomerAsync("cem");
        using var ann = await server.AgentAsync();
        await using var phone = await cem.ConnectAsync("phone-of-cem");
        var ticket = await cem.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        server.Tap.Fail(Fault.Unavailable, "read deliveries", times: 12);
        await ann.ActAsync(ticket, "result", "It arrives tomorrow.");
        var push = phone.NextAsync();
        while (!push.IsCompleted)
        {
            await server.AdvanceAsync(TimeSpan.FromSeconds(30));
            await Task.WhenAny(push, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.Equal("It arrives tomorrow.", (await push).GetProperty("text").GetString());
    }

    private static void AssertComesBack(Answer answer)
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (answer.Status, answer.Code));
        Assert.InRange(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
    }
}

/// <summary>A worker that soon gives up waiting for Cosmos DB.</summary>
public sealed class ImpatientWorker : RunningWorker
{
    public ImpatientWorker(CosmosEmulator cosmos, Azurite azurite)
        : base(cosmos, azurite) =>
        Changed["Cosmos__Timeout"] = "00:00:03";
}
