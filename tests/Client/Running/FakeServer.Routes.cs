using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ServerlessSupport.Client.Tests;

/// <summary>The routes of the contract.</summary>
internal sealed partial class FakeServer
{
    private readonly ConcurrentDictionary<string, (string Body, object Answer)> _answered = new();

    /// <summary>What was registered, by installation.</summary>
    public ConcurrentDictionary<string, (string Owner, JsonElement Body)> Devices { get; } = new();

    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    /// <summary>Attachments confirmed.</summary>
    public ConcurrentQueue<string> Confirmed { get; } = new();

    public int MaxDevices { get; set; } = 20;

    public bool TakesReceipts { get; set; } = true;

    /// <summary>Until when uploads are said to be taken.</summary>
    public DateTimeOffset UploadsExpireAt { get; set; } = DateTimeOffset.MaxValue;

    private void Map(WebApplication app)
    {
        app.MapPost("/api/tickets", (HttpContext context, JsonElement body) => OnceAsync(context, 201, () =>
        {
            if (Text(body, "text") is not { } text)
                return null;
            return Tickets.View(Tickets.Open(Owner(context), text, Text(body, "subject"), Text(body, "category")!, $"{Owner(context)}-{context.Request.Headers["Idempotency-Key"]}"));
        }));
        app.MapGet("/api/tickets", (HttpContext context) => Results.Ok(Tickets.List(Owner(context))));
        app.MapGet("/api/updates", (HttpContext context, string? after, int? limit) => Results.Ok(Tickets.Updates(Name, Owner(context), after, Math.Min(limit ?? 50, PageSize))));
        app.MapGet("/api/tickets/{id}", (HttpContext context, string id) => WithTicketAsync(context, id, ticket => Results.Ok(Tickets.View(ticket)).ExecuteAsync(context)));
        app.MapPost("/api/tickets/{id}/inquiries", (HttpContext context, string id, JsonElement body) =>
            WithTicketAsync(context, id, ticket => OnceAsync(context, 200, () => Inquire(ticket, Text(body, "text")))));
        app.MapPost("/api/tickets/{id}/messages", (HttpContext context, string id, JsonElement body) => WithTicketAsync(context, id, ticket =>
            ticket.Entries.FirstOrDefault(entry => entry.Into is not null) is { Into: { } into } ? MergedAsync(context, into) : OnceAsync(context, 200, () =>
            {
                Tickets.Add(ticket, "message", "customer", Text(body, "text"));
                return Tickets.View(ticket);
            })));
        app.MapPost("/api/tickets/{id}/rating", (HttpContext context, string id, JsonElement body) =>
            WithTicketAsync(context, id, ticket => OnceAsync(context, 200, () =>
            {
                Tickets.Add(ticket, "rating", "customer", Text(body, "text"), body.GetProperty("score").GetInt32());
                return Tickets.View(ticket);
            })));
        app.MapPost("/api/tickets/{id}/receipts", (HttpContext context, string id) => TakesReceipts ? Results.NoContent() : Results.NotFound());
        app.MapGet("/api/devices", (HttpContext context) => Results.Ok(new
        {
            items = Devices.Where(device => device.Value.Owner == Owner(context)).Select(device => new { installationId = device.Key, platform = Text(device.Value.Body, "platform"), registeredAt = DateTimeOffset.UnixEpoch, refreshedAt = DateTimeOffset.UnixEpoch }),
        }));
        app.MapPut("/api/devices/{id}", (HttpContext context, string id, JsonElement body) => RegisterAsync(context, id, body));
        app.MapDelete("/api/devices/{id}", (string id) => Devices.TryRemove(id, out _) ? Results.NoContent() : Results.NotFound());
        MapAttachments(app);
    }

    private async Task RegisterAsync(HttpContext context, string id, JsonElement body)
    {
        if (Devices.Count >= MaxDevices && !Devices.ContainsKey(id))
        {
            context.Response.StatusCode = 409;
            await context.Response.WriteAsJsonAsync(new { code = "too_many_devices", leastRecentDevice = Devices.Keys.First() }, options: null, contentType: "application/problem+json");
            return;
        }

        Devices[id] = (Owner(context), body.Clone());
        var ignored = Text(body, "timeZone") == "Nowhere/Atall" ? new Dictionary<string, string> { ["timeZone"] = "is no time zone." } : null;
        await Results.Ok(new { installationId = id, ignored }).ExecuteAsync(context);
    }

    private static Task MergedAsync(HttpContext context, string into)
    {
        context.Response.StatusCode = 409;
        return context.Response.WriteAsJsonAsync(new { code = "ticket_merged", mergedInto = into }, options: null, contentType: "application/problem+json");
    }

    /// <summary>Bytes of a download that the connection carries before it breaks; null for all.</summary>
    public Queue<int> Breaks { get; } = new();

    /// <summary>Whether downloads may begin in the middle.</summary>
    public bool KnowsRanges { get; set; } = true;

    private async Task DownloadAsync(HttpContext context, string id)
    {
        var from = KnowsRanges && context.Request.GetTypedHeaders().Range?.Ranges.Single().From is { } start ? (int)start : 0;
        var bytes = Blobs[id].AsMemory(from);
        context.Response.StatusCode = from > 0 ? 206 : 200;
        context.Response.ContentLength = bytes.Length;
        if (!Breaks.TryDequeue(out var count) || count >= bytes.Length)
        {
            await context.Response.Body.WriteAsync(bytes);
            return;
        }

        await context.Response.Body.WriteAsync(bytes[..count]);
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>What an upload has to say with its file.</summary>
    public Dictionary<string, string> UploadHeaders { get; } = new() { ["x-ms-blob-type"] = "BlockBlob" };

    /// <summary>How often it still says that the archive is being written.</summary>
    public int ExportAnswersToCome { get; set; }

    private void MapAttachments(WebApplication app)
    {
        app.MapPost("/api/tickets/{id}/attachments", (HttpContext context, string id) => WithTicketAsync(context, id, ticket => OnceAsync(context, 201, () =>
        {
            var attachment = $"a{_answered.Count}";
            return new { attachmentId = attachment, uploadUrl = $"/blobs/{attachment}", headers = UploadHeaders, expiresAt = UploadsExpireAt };
        })));
        app.MapGet("/api/tickets/{id}/attachments/{attachment}", (HttpContext context, string id, string attachment) => WithTicketAsync(context, id, ticket =>
            Blobs.TryGetValue(attachment, out var bytes)
                ? Results.Ok(new { attachmentId = attachment, fileName = "label.png", contentType = "image/png", size = bytes.Length, downloadUrl = $"/blobs/{attachment}", expiresAt = UploadsExpireAt }).ExecuteAsync(context)
                : ProblemAsync(context, 404, "not_found")));
        app.MapGet("/api/me/export", () => --ExportAnswersToCome >= 0
            ? Results.Json(new { step = "packing", tickets = 50 }, statusCode: 202)
            : Results.Ok(new { step = "ready", size = Blobs["archive"].Length, downloadUrl = "/blobs/archive" }));
        app.MapDelete("/api/me", () => Results.Json(new { step = "devices", devices = 0, tickets = 0 }, statusCode: 202));
        app.MapGet("/blobs/{id}", DownloadAsync);
        app.MapPut("/blobs/{id}", async (HttpContext context, string id) =>
        {
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes);
            if (!Blobs.TryAdd(id, bytes.ToArray()))
                return Results.StatusCode(409);
            return context.Request.Headers["x-ms-blob-type"] == "BlockBlob" && !context.Request.Headers.ContainsKey("Authorization") ? Results.StatusCode(201) : Results.BadRequest();
        });
        app.MapPost("/api/tickets/{id}/attachments/{attachment}/confirm", async (HttpContext context, string attachment) =>
        {
            if (!Blobs.ContainsKey(attachment))
            {
                await ProblemAsync(context, 409, "attachment_not_uploaded");
                return;
            }

            Confirmed.Enqueue(attachment);
            await Results.Ok(new { attachmentId = attachment }).ExecuteAsync(context);
        });
    }

    private object Inquire(FakeTicket ticket, string? text)
    {
        var wasResolved = ticket.State == "resolved";
        Tickets.Add(ticket, "inquiry", "customer", text);
        Tickets.Add(ticket, wasResolved ? "reopened" : "status", "system", wasResolved ? text : "Your ticket waits for an agent.");
        return new { outcome = wasResolved ? "reopened" : "status", status = "Your ticket waits for an agent.", ticket = Tickets.View(ticket) };
    }

    // The same key and body get the first answer; null refuses.
    private async Task OnceAsync(HttpContext context, int status, Func<object?> act)
    {
        var key = $"{Owner(context)} {context.Request.Headers["Idempotency-Key"]}";
        context.Request.Body.Position = 0;
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync() + context.Request.Path;
        if (_answered.TryGetValue(key, out var first) && first.Body != body)
        {
            await ProblemAsync(context, 422, "idempotency_key_reused");
            return;
        }

        if (first.Answer is null)
        {
            if (act() is not { } answer)
            {
                await ProblemAsync(context, 400, "invalid_request");
                return;
            }

            first = _answered[key] = (body, JsonSerializer.SerializeToElement(answer, JsonSerializerOptions.Web));
        }
        else
        {
            context.Response.Headers["Idempotency-Replayed"] = "true";
        }

        await Results.Json(first.Answer, statusCode: status).ExecuteAsync(context);
    }

    private Task WithTicketAsync(HttpContext context, string id, Func<FakeTicket, Task> act) =>
        Tickets.Find(Owner(context), id) is { } ticket ? act(ticket) : ProblemAsync(context, 404, "not_found");

    private static string Owner(HttpContext context) => context.Request.Headers.Authorization.ToString()[7..].Split('.')[0];

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
