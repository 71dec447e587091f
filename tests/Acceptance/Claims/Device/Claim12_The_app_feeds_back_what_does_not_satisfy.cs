using System.Collections.Concurrent;
using System.Text.Json;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Claims.Device;

/// <summary>It has a feedback module, which sends an inquiry to the server when the result does not satisfy.</summary>
public sealed class Claim12_The_app_feeds_back_what_does_not_satisfy(TwoServers servers) : IClassFixture<TwoServers>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_is_lost_after_the_server_did_its_work_doubles_nothing()
    {
        await using var app = await DeviceApp.StartAsync(servers, "alice");
        var file = await FileAsync("The door does not open."u8.ToArray());
        var sent = new ConcurrentDictionary<string, int>();
        // The answer to each request comes only at the third time; an upload is one wherever it goes.
        app.Network.LosesAnswer = request => sent.AddOrUpdate(request.Method == HttpMethod.Put ? "upload" : request.RequestUri!.AbsolutePath, 1, (_, times) => times + 1) < 3;

        var ticket = await DeviceApp.SubmitAsync(app.A);
        await (await app.A.AttachAsync(ticket, new AttachmentFile(file, "text/plain", "door.txt"), null, Token)).AnswerAsync(Token);
        await servers.A.ResolveAsync(ticket, "Restart it.");
        var rated = await (await app.A.RateAsync(ticket, 1, "No.", Token)).AnswerAsync(Token);
        var reopened = await (await app.A.InquireAsync(ticket, "That did not help.", Token)).AnswerAsync(Token);

        Assert.All(sent.Values, times => Assert.True(times >= 3));
        Assert.Equal(6, sent.Count);
        Assert.Equal((FeedbackKind.Rating, InquiryOutcome.Reopened), (rated.Kind, reopened.Outcome));
        Assert.Equal(["submitted", "attachment", "claimed", "result", "rating", "inquiry", "reopened"], Kinds(Assert.Single(await servers.A.TicketsAsync("alice"))));
    }

    [Fact]
    public async Task What_is_given_while_a_server_is_down_survives_a_restart_and_is_sent_in_its_order_when_it_is_back()
    {
        var folder = servers.Folder();
        await using (var app = await DeviceApp.StartAsync(servers, "bob", folder))
        {
            await servers.A.KillAsync();
            for (var i = 1; i <= 3; i++)
                await app.A.InquireAsync((await app.A.SubmitAsync(new NewTicket(TicketCategory.Complaint, $"{i}"), Token)).TicketId, $"about {i}", Token);

            Assert.NotNull(await DeviceApp.SubmitAsync(app.B, "The other server is not disturbed."));
            Assert.Equal(6, (await app.A.OutboxAsync(Token)).Count);
        }

        await using var again = DeviceApp.Open(servers, folder, "bob");
        await again.A.SignInAsync("bob", Token);
        await again.A.InquireAsync((await again.A.OutboxAsync(Token))[0].TicketId, "after the restart", Token);
        await servers.A.StartAsync();
        again.Inbox.RetryNow();
        await again.SentAsync();

        var arrived = (await servers.A.TicketsAsync("bob")).SelectMany(ticket => ticket.GetProperty("timeline").EnumerateArray())
            .Where(entry => entry.GetProperty("kind").GetString() is "submitted" or "inquiry").OrderBy(entry => entry.GetProperty("at").GetDateTimeOffset())
            .Select(entry => entry.GetProperty("text").GetString());
        Assert.Equal(["1", "about 1", "2", "about 2", "3", "about 3", "after the restart"], arrived);
        Assert.Empty(again.Faults);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_is_taken_up_again_after_a_restart_and_arrives_once_and_whole()
    {
        var folder = servers.Folder();
        var content = new byte[3 * 1024 * 1024];
        Random.Shared.NextBytes(content);
        Uploads.Png.CopyTo(content, 0);
        var file = await FileAsync(content);
        string ticket;
        await using (var app = await DeviceApp.StartAsync(servers, "carol", folder))
        {
            ticket = await DeviceApp.SubmitAsync(app.B);
            var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            app.Network.BreaksOff = request => request.Method == HttpMethod.Put && (broken.TrySetResult() || true);
            await app.B.AttachAsync(ticket, new AttachmentFile(file, "image/png", "photo.png"), null, Token);
            await broken.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Token);
        }

        await using var again = DeviceApp.Open(servers, folder, "carol");
        await again.B.SignInAsync("carol", Token);
        again.Inbox.RetryNow();
        await again.SentAsync();

        using var ann = await servers.B.AgentAsync();
        var seen = Assert.Single((await ann.GetAsync($"/api/agent/tickets/{ticket}")).Attachments());
        using var download = await (await ann.GetAsync($"{Uploads.Path(ticket, agent: true)}/{seen.GetProperty("id").GetString()}")).DownloadAsync();
        Assert.Equal(content, await download.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task A_question_of_an_agent_is_answered_in_the_app_which_shows_how_many_updates_are_unread()
    {
        await using var app = await DeviceApp.StartAsync(servers, "erin");
        var counts = new ConcurrentQueue<int>();
        app.Inbox.UnreadCountChanged += (_, unread) => counts.Enqueue(unread.Count);
        using var ann = await servers.A.AgentAsync();
        var ticket = await DeviceApp.SubmitAsync(app.A);
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "messages", "Where do you live?");

        var question = (await app.ReceiveNextAsync(app.A)).Update!;
        await DeviceApp.UntilAsync(() => Task.FromResult(counts.LastOrDefault() == 1));
        var answer = await (await app.A.SendMessageAsync(ticket, "In Mill Lane.", Token)).AnswerAsync(Token);
        await app.A.MarkOpenedAsync(ticket, Token);
        await DeviceApp.UntilAsync(() => Task.FromResult(counts.Last() == 0));

        Assert.Equal((UpdateKind.Message, "Where do you live?"), (question.Kind, question.Text));
        Assert.Equal((TicketState.InProgress, AwaitedParty.Agent), (answer.Ticket!.State, answer.Ticket.Awaits));
        var seen = (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body;
        Assert.Equal(("agent", "In Mill Lane."), (seen.GetProperty("ticket").GetProperty("awaits").GetString(), seen.GetProperty("ticket").GetProperty("lastText").GetProperty("preview").GetString()));
        Assert.False(string.IsNullOrEmpty(seen.GetProperty("ticket").GetProperty("context").GetProperty("os").GetString()));
        Assert.Equal(answer.Ticket.Reference, seen.GetProperty("ticket").GetProperty("reference").GetString());
    }

    [Fact]
    public async Task A_file_that_an_agent_added_comes_to_the_device_whole()
    {
        var content = new byte[1024 * 1024];
        Random.Shared.NextBytes(content);
        Uploads.Png.CopyTo(content, 0);
        await using var app = await DeviceApp.StartAsync(servers, "fred");
        using var ann = await servers.B.AgentAsync();
        var ticket = await DeviceApp.SubmitAsync(app.B);
        await ann.ActAsync(ticket, "claim");
        await ann.AttachAsync(ticket, content, agent: true);
        var file = (await app.B.GetTicketAsync(ticket, Token))!.Timeline.Single(entry => entry.File is not null).File!;
        using var saved = new MemoryStream();

        await app.B.DownloadAsync(ticket, file.Id, saved, null, Token);

        Assert.Equal((content.Length, "image/png"), ((int)file.Size, file.ContentType));
        Assert.Equal(content, saved.ToArray());
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_with_its_reason_and_does_not_stop_what_comes_behind()
    {
        await using var app = await DeviceApp.StartAsync(servers, "dora");
        var ticket = await DeviceApp.SubmitAsync(app.A);

        var early = await app.A.RateAsync(ticket, 5, null, Token);
        var behind = await app.A.InquireAsync(ticket, "Any news?", Token);

        var refusal = await Assert.ThrowsAsync<SupportException>(() => early.AnswerAsync(Token));
        Assert.Equal((409, "not_resolved"), (refusal.Status, refusal.Code));
        Assert.False(string.IsNullOrEmpty(refusal.TraceId));
        Assert.Equal(InquiryOutcome.Status, (await behind.AnswerAsync(Token)).Outcome);
        Assert.Equal("not_resolved", Assert.Single(await app.A.OutboxAsync(Token)).Refusal?.Code);
    }

    private async Task<string> FileAsync(byte[] content)
    {
        var path = Path.Combine(servers.Folder(), "attachment");
        await File.WriteAllBytesAsync(path, content, Token);
        return path;
    }

    private static IEnumerable<string?> Kinds(JsonElement ticket) => ticket.GetProperty("timeline").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString());
}
