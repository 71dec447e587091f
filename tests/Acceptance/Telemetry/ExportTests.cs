using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Telemetry;

/// <summary>What the running server exports over OTLP, as a collector receives it.</summary>
public sealed class ExportTests : IDisposable
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Text = "We asked the carrier about parcel 4711.";

    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;

    [Fact]
    public async Task A_push_is_linked_to_the_trace_of_the_request_that_caused_it()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var server = Server(collector.Address);
        await server.StartAsync(TestContext.Current.CancellationToken);

        var ticket = await ProgressAsync(server.Address);
        // Spans are sent when they end, the outer ones last.
        await collector.UntilAsync(all => all.Spans.Any(span => span.Name == "push.ticket")
            && all.Spans.FirstOrDefault(span => span.Name == "ticket.progress") is { } inner && all.Spans.Any(span => span.SpanId == inner.ParentId));

        var ours = collector.Spans.Where(span => span.Source == "ServerlessSupport" && span.Tags.GetValueOrDefault("support.ticket.id") == ticket).ToList();
        var progress = ours.Single(span => span.Name == "ticket.progress");
        var push = ours.Single(span => span.Name == "push.send");
        Assert.Equal((TraceId, "done"), (progress.TraceId, progress.Tags["support.outcome"]));
        Assert.Equal((progress.TraceId, progress.SpanId), Assert.Single(push.Links));
        Assert.NotEqual(progress.TraceId, push.TraceId);
        Assert.Equal(("accepted", "progress"), (push.Tags["support.push.outcome"], push.Tags["support.entry.kind"]));
        Assert.Equal(ours.Single(span => span.Name == "push.ticket").SpanId, push.ParentId);
        var request = collector.Spans.Single(span => span.SpanId == progress.ParentId);
        Assert.Equal(("Microsoft.AspNetCore", TraceId, "POST api/agent/tickets/{ticketId}/progress"), (request.Source, request.TraceId, request.Name.Replace(" /", " ", StringComparison.Ordinal)));
        Assert.All(collector.Services, service => Assert.Equal("support-under-test", service));
    }

    [Fact]
    public async Task Metrics_and_logs_arrive_and_nothing_of_it_tells_what_was_written_or_by_whom()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var server = Server(collector.Address);
        await server.StartAsync(TestContext.Current.CancellationToken);

        var signed = await UploadAsync(server.Address, await ProgressAsync(server.Address));
        await WithBadTokenAsync(server.Address);
        await server.InterruptAsync(TestContext.Current.CancellationToken);
        await collector.UntilAsync(all => all.Metrics.Contains("support.push.delay") && all.Logs.Any());

        Assert.Contains(collector.Logs, line => line.Text.StartsWith("A bearer token was refused", StringComparison.Ordinal) && line.TraceId.Length == TraceId.Length);
        Assert.Superset(new HashSet<string> { "support.tickets.opened", "support.ticket.first_handling", "support.push.attempt", "support.push.delay" }, collector.Metrics.ToHashSet());
        var told = string.Join('\n', collector.Spans.SelectMany(span => span.Tags.Values.Append(span.Name)).Concat(collector.Logs.Select(line => line.Text)));
        Assert.All(new[] { "4711", "carrier", "Alice Liddell", "ann-the-agent", signed }, secret => Assert.DoesNotContain(secret, told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_is_down_harms_nothing()
    {
        await using var server = Server("http://127.0.0.1:1");
        await server.StartAsync(TestContext.Current.CancellationToken);

        await ProgressAsync(server.Address);

        Assert.Equal(0, await server.InterruptAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private LocalProcess Server(string collector) => new(_folder)
    {
        Environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "support-under-test",
            ["Logging__LogLevel__ServerlessSupport"] = "Debug",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        },
    };

    /// <summary>A ticket gets a progress note in a known trace, and the note reaches the phone. Every request must be answered well.</summary>
    private static async Task<string> ProgressAsync(Uri server)
    {
        using var alice = await SignInAsync(server, "alice", "customer", "Alice Liddell");
        using var ann = await SignInAsync(server, "ann-the-agent", "agent", null);
        await using var phone = await alice.ConnectAsync("traced-phone");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        var answer = await ann.PostAsync($"/api/agent/tickets/{ticket}/progress", new { text = Text }, ("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain(TraceId, answer.Body.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TraceId, (await alice.GetAsync($"/api/tickets/{ticket}")).Body.ToString(), StringComparison.Ordinal);
        var push = await phone.NextAsync();
        Assert.Equal(Text, push.GetProperty("text").GetString());
        Assert.DoesNotContain(TraceId, push.ToString(), StringComparison.Ordinal);
        return ticket;
    }

    /// <summary>A file is announced and uploaded; returns what the address of the upload is signed with.</summary>
    private static async Task<string> UploadAsync(Uri server, string ticket)
    {
        using var alice = await SignInAsync(server, "alice", "customer", null);
        var announced = (await alice.PostAsync($"/api/tickets/{ticket}/attachments", new { fileName = "a.txt", contentType = "text/plain", size = 1 })).Body;
        var address = announced.GetProperty("uploadUrl").GetString()!;
        using var anyone = new HttpClient();
        using var upload = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent("a"u8.ToArray()) };
        foreach (var header in announced.GetProperty("headers").EnumerateObject())
        {
            if (!upload.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                upload.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        using var answer = await anyone.SendAsync(upload, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return address.Split('/')[^1];
    }

    private static async Task WithBadTokenAsync(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "e30.e30.e30");
        using var answer = await http.GetAsync("/api/tickets", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<Person> SignInAsync(Uri server, string user, string role, string? name)
    {
        var http = new HttpClient { BaseAddress = server };
        using var answer = await http.PostAsJsonAsync("/local/tokens", new { user, role, name }, TestContext.Current.CancellationToken);
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Person(http);
    }
}
