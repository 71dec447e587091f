using System.Net;
using System.Net.Http.Json;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Cloud.Tests.Blobs;
using ServerlessSupport.Cloud.Tests.Cosmos;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>A customer asks the function app to be forgotten: all documents, files and messages of the Azure edition are searched for what they left.</summary>
public sealed class ErasureTests(PatientWorker server, Azurite azurite) : IClassFixture<PatientWorker>
{
    private static readonly string[] Marks = ["erased-person", "zebrafish", "wombatchannel", "axolotlfile", "ocelotnote", "pangolinlater", "narwhalresult"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_a_customer_who_asked_for_it_is_left_in_any_document_file_or_message()
    {
        using var customer = await server.CustomerAsync("erased-person");
        using var other = await server.CustomerAsync("other");
        using var agent = await server.AgentAsync();
        await other.SubmitAsync("What of mine?");
        var ticket = await TellAsync(customer, agent);
        await LeaveRetryAsync(agent, ticket);
        var before = await StoredAsync();
        Assert.All(Marks, mark => Assert.Contains(before, stored => stored.Contains(mark, StringComparison.OrdinalIgnoreCase)));

        await customer.SendAsync(HttpMethod.Delete, "/api/me");
        await server.ReconcileAsync();
        await customer.UntilAsync("/api/me/erasure", erasure => erasure.GetProperty("step").GetString() == "done");

        var after = await StoredAsync();
        Assert.Contains(after, stored => stored.Contains("What of mine?", StringComparison.Ordinal));
        // The retry is still there, and finds nothing when its time comes.
        Assert.Contains(server.Broker.Queues.SelectMany(queue => queue.Texts), text => text.Contains(ticket, StringComparison.Ordinal));
        foreach (var mark in Marks)
            Assert.DoesNotContain(after, stored => stored.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Leaves traces in every container.</summary>
    private async Task<string> TellAsync(Person customer, Person agent)
    {
        await customer.SendAsync(HttpMethod.Put, "/api/devices/apple", new { platform = "apns", pushChannel = "wombatchannel" });
        await using var phone = await customer.ConnectAsync("tapirdevice");
        var ticket = await customer.SubmitAsync("My zebrafish is lost.");
        await UploadAsync(customer, ticket);
        await agent.ActAsync(ticket, "claim");
        await agent.ActAsync(ticket, "notes", "ocelotnote");
        await agent.PostAsync($"/api/agent/tickets/{ticket}/later", new { kind = "progress", text = "pangolinlater", at = server.Now.AddDays(2) });
        await agent.ActAsync(ticket, "result", "narwhalresult");
        await phone.NextAsync();
        return ticket;
    }

    /// <summary>Has a push of the ticket fail, so that its retry waits in the queue.</summary>
    private async Task LeaveRetryAsync(Person agent, string ticket)
    {
        await MisbehaveAsync(new { statuses = new[] { new { status = 500, probability = 1.0 } } });
        var seq = (await agent.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("timeline").EnumerateArray().Last(entry => entry.GetProperty("kind").GetString() == "result").GetProperty("seq").GetInt32();
        Assert.Equal(HttpStatusCode.OK, (await agent.PostAsync($"/api/agent/tickets/{ticket}/result", new { text = "narwhalresult again", corrects = seq })).Status);
        for (var tries = 0; tries < 600 && !server.Broker[QueueNames.PushRetries].Texts.Any(text => text.Contains(ticket, StringComparison.Ordinal)); tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        await MisbehaveAsync(new { });
    }

    private async Task MisbehaveAsync(object faults)
    {
        using var http = new HttpClient { BaseAddress = server.Hub };
        using var answer = await http.PutAsJsonAsync("/local/hub/faults", faults, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task UploadAsync(Person customer, string ticket)
    {
        using var store = new HttpClient();
        var file = Encoding.ASCII.GetBytes("axolotlfile");
        var offer = (await customer.PostAsync($"/api/tickets/{ticket}/attachments", new { fileName = "axolotlfile.txt", contentType = "text/plain", size = file.Length })).Body;
        using var upload = new HttpRequestMessage(HttpMethod.Put, offer.GetProperty("uploadUrl").GetString()) { Content = new ByteArrayContent(file) };
        foreach (var header in offer.GetProperty("headers").EnumerateObject())
            Assert.True(upload.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()) || upload.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()));
        using var uploaded = await store.SendAsync(upload, Cancellation);
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await customer.PostAsync($"/api/tickets/{ticket}/attachments/{offer.GetProperty("attachmentId").GetString()}/confirm")).Status);
    }

    /// <summary>Every document, every message with its ids and properties, dead letters included, and every file with its name and what is said of it.</summary>
    private async Task<List<string>> StoredAsync()
    {
        List<string> stored = [];
        await foreach (var (_, text) in server.DocumentsAsync())
            stored.Add(text);
        stored.AddRange(server.Broker.Queues.SelectMany(queue => queue.Texts));

        var blobs = new BlobServiceClient(await azurite.ConnectionStringAsync(), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)).GetBlobContainerClient(BlobAttachmentStore.ContainerName);
        await foreach (var blob in blobs.GetBlobsAsync(BlobTraits.Metadata, BlobStates.All, prefix: null, Cancellation))
        {
            var content = await blobs.GetBlobClient(blob.Name).DownloadContentAsync(Cancellation);
            stored.Add($"{blob.Name} {string.Join(' ', blob.Metadata.Values)} {blob.Properties.ContentDisposition} {Encoding.Latin1.GetString(content.Value.Content)}");
        }

        return stored;
    }
}

/// <summary>A worker whose retries wait for longer than a test takes.</summary>
public sealed class PatientWorker : RunningWorker
{
    public PatientWorker(CosmosEmulator cosmos, Azurite azurite)
        : base(cosmos, azurite) => Changed["Push__FirstRetryDelay"] = "00:15:00";
}
