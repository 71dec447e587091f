using System.Text;
using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>The result, answer text included, goes through a mobile push platform to the client so identified.</summary>
public abstract class Claim04_The_answer_goes_through_a_push_platform(IRunningServer server)
{
    [Fact]
    public async Task The_push_carries_the_answer_in_its_data_and_nothing_of_it_for_the_lock_screen()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim4-phone");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "Your new PIN is 4711.");

        var push = await phone.NextAsync();

        Assert.Equal("Your new PIN is 4711.", push.GetProperty("text").GetString());
        Assert.DoesNotContain("4711", push.GetProperty("title").GetString() + push.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal("local", push.GetProperty("server").GetString());
        Assert.Equal($"{ticket}:3", push.GetProperty("updateId").GetString());
    }

    [Fact]
    public async Task A_long_answer_is_cut_to_what_platforms_carry_says_so_and_is_whole_at_the_server()
    {
        using var alice = await server.CustomerAsync("alice-long");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim4-long");
        var answer = string.Concat(Enumerable.Repeat("很长的回答。😀", 900));
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", answer);

        var push = await phone.NextAsync();

        Assert.True(push.GetProperty("truncated").GetBoolean());
        Assert.StartsWith(push.GetProperty("text").GetString()!, answer, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(push.GetRawText()) <= 4096);
        Assert.Equal(answer, (await alice.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("result").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_device_that_signed_out_gets_no_more_pushes()
    {
        using var alice = await server.CustomerAsync("alice-out");
        using var ann = await server.AgentAsync();
        await using var kept = await alice.ConnectAsync("claim4-kept");
        await using var signedOut = await alice.ConnectAsync("claim4-out");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await alice.SendAsync(HttpMethod.Delete, "/api/devices/claim4-out");

        await ann.ActAsync(ticket, "result", "Only for the device that stayed.");

        await kept.NextAsync();
        Assert.Empty(signedOut.Rest());
    }

    [Fact]
    public async Task A_device_handed_to_another_person_gets_only_that_persons_pushes()
    {
        using var alice = await server.CustomerAsync("alice-before");
        using var bob = await server.CustomerAsync("bob-after");
        using var ann = await server.AgentAsync();
        await using var asAlice = await alice.ConnectAsync("claim4-shared");
        await using var alsoAlice = await alice.ConnectAsync("claim4-alice");
        await using var asBob = await bob.ConnectAsync("claim4-shared");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "For Alice.");

        await alsoAlice.NextAsync();
        Assert.Empty(asBob.Rest());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await alice.GetAsync("/api/devices/claim4-shared")).Status);
    }
}
