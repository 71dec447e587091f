using System.Text;
using System.Text.Json;

namespace ServerlessSupport.Unit.Hub;

/// <summary>Which sends the hub takes, and which it refuses at once as the service does.</summary>
public sealed class SendTests
{
    [Theory]
    [InlineData("apple", "{\"aps\":{}}", "application/json", 201)]
    [InlineData("apple", "{\"aps\":{}}", "application/json; charset=utf-8", 201)]
    [InlineData("apple", "\ufeff{}", "application/json", 201)]
    [InlineData("apple", "{\"aps\":", "application/json", 400)]
    [InlineData("apple", "[]", "application/json", 400)]
    [InlineData("apple", "{\"a\":\"\\ud800\"}", "application/json", 400)]
    [InlineData("apple", "{}", "text/plain", 400)]
    [InlineData("apple", "", "application/json", 400)]
    [InlineData("fcmv1", "{\"message\":{}}", "application/json", 201)]
    [InlineData("fcmv1", "{\"data\":{}}", "application/json", 400)]
    [InlineData("fcmv1", "{\"message\":1}", "application/json", 400)]
    [InlineData("browser", "{\"a\":1}", "application/json", 201)]
    [InlineData("browser", "a text", "application/json", 400)]
    [InlineData("windows", "<toast/>", "application/xml", 201)]
    [InlineData("windows", "<?xml version=\"1.0\" encoding=\"utf-8\"?><tile/>", "application/xml", 201)]
    [InlineData("windows", "<toast>", "application/xml", 400)]
    [InlineData("windows", "<html/>", "application/xml", 400)]
    [InlineData("windows", "<!DOCTYPE a><toast/>", "application/xml", 400)]
    [InlineData("template", "{\"a\":\"b\"}", "application/json", 201)]
    [InlineData("template", "{\"a\":{}}", "application/json", 400)]
    [InlineData("template", "\"a\"", "application/json", 400)]
    [InlineData("gcm", "{}", "application/json", 400)]
    [InlineData("", "{}", "application/json", 201)]
    public async Task A_notification_is_taken_or_refused_at_once(string format, string body, string type, int status)
    {
        await using var hub = await RunningHub.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await hub.CallAsync("POST", "/support/messages", content, format.Length == 0 ? [] : ["ServiceBusNotification-Format", format]);

        if (status == 400)
            answer.Refused(400);
        else
            Assert.Equal((status, ""), ((int)answer.Status, answer.Body));
        Assert.Equal(status == 201, answer.Headers.Location?.AbsolutePath.StartsWith("/support/messages/", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("apple", "{\"a\":\"", "\"}", 4096)]
    [InlineData("fcmv1", "{\"message\":{\"a\":\"", "\"}}", 4096)]
    [InlineData("browser", "{\"a\":\"", "\"}", 3993)]
    [InlineData("windows", "<toast>", "</toast>", 5120)]
    [InlineData("windows", "", "", 5120, "X-WNS-Type", "wns/raw")]
    [InlineData("apple", "{\"a\":\"", "\"}", 5120, "apns-push-type", "voip")]
    public async Task A_payload_is_as_large_as_its_platform_takes(string format, string before, string after, int max, params string[] headers)
    {
        await using var hub = await RunningHub.StartAsync();
        var type = format == "windows" ? "application/xml" : "application/json";
        // Bytes count, not characters.
        var fits = before + "é" + new string('x', max - before.Length - after.Length - 2) + after;

        Assert.Equal(201, (int)(await hub.SendAsync(format, fits, type: type, headers: headers)).Status);
        Assert.Contains($"{max}", (await hub.SendAsync(format, fits.Replace("é", "éx", StringComparison.Ordinal), type: type, headers: headers)).Refused(400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["channel-1","channel-2"]""", "{}", "application/json", 201)]
    [InlineData("[]", "{}", "application/json", 400)]
    [InlineData("[1]", "{}", "application/json", 400)]
    [InlineData("[\"\\ud800\"]", "{}", "application/json", 400)]
    [InlineData("{", "{}", "application/json", 400)]
    [InlineData("""["channel-1"]""", "{", "application/json", 400)]
    [InlineData("""["channel-1"]""", "{}", "text/plain", 400)]
    public async Task A_batch_is_taken_or_refused_at_once(string devices, string body, string type, int status)
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.RegisterAsync("1", "apns");
        var batch = new StringContent(
            $"--b\r\nContent-Type: {type}\r\nContent-Disposition: inline; name=notification\r\n\r\n{body}\r\n"
            + $"--b\r\nContent-Type: application/json\r\nContent-Disposition: inline; name=devices\r\n\r\n{devices}\r\n--b--\r\n");
        batch.Headers.Remove("Content-Type");
        batch.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=\"b\"");

        var answer = await hub.CallAsync("POST", "/support/messages/$batch?direct", batch, "ServiceBusNotification-Format", "apple");

        if (status == 400)
            answer.Refused(400);
        else
            Assert.Equal(["{}"], hub.SentTo("1"));
    }

    [Fact]
    public async Task A_batch_has_room_for_a_thousand_channels_of_their_real_length()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.RegisterAsync("1", "apns");
        var channels = JsonSerializer.Serialize(Enumerable.Range(2, 999).Select(i => $"{i}".PadLeft(800, 'x')).Append("channel-1"));
        var batch = new StringContent(
            "--b\r\nContent-Type: application/json\r\nContent-Disposition: inline; name=notification\r\n\r\n{}\r\n"
            + $"--b\r\nContent-Type: application/json\r\nContent-Disposition: inline; name=devices\r\n\r\n{channels}\r\n--b--\r\n");
        batch.Headers.Remove("Content-Type");
        batch.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=b");

        var answer = await hub.CallAsync("POST", "/support/messages/$batch?direct", batch, "ServiceBusNotification-Format", "apple");

        Assert.Equal((201, ""), ((int)answer.Status, answer.Body));
        Assert.Equal(["{}"], hub.SentTo("1"));
    }

    [Theory]
    [InlineData("", "live")]
    [InlineData("?after=0", "kept")]
    [InlineData("?after=1", "live")]
    [InlineData("?after=57", "kept")]
    public async Task A_device_that_comes_back_with_an_id_of_the_hubs_life_before_misses_nothing(string after, string first)
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.Pushes.DeliverAsync([("1", "kept"u8.ToArray())], TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await hub.Http.GetStreamAsync($"/local/devices/1/pushes{after}", TestContext.Current.CancellationToken));
        Assert.Equal(": connected", await lines.ReadLineAsync(TestContext.Current.CancellationToken));

        await hub.Pushes.DeliverAsync([("1", "live"u8.ToArray())], TestContext.Current.CancellationToken);

        // The hub says now and then that it is still there, also to who waits in vain.
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        soon.CancelAfter(TimeSpan.FromSeconds(10));
        var line = "";
        while (!line.StartsWith("data: ", StringComparison.Ordinal))
            line = await lines.ReadLineAsync(soon.Token) ?? "data: ended";
        Assert.Equal($"data: {first}", line);
    }

    [Fact]
    public async Task A_batch_with_a_part_that_cannot_be_read_is_refused()
    {
        await using var hub = await RunningHub.StartAsync();
        foreach (var part in new[] { $"--b\r\nX: {new string('x', 40_000)}\r\n\r\n", string.Concat(Enumerable.Repeat("X: y\r\n", 100)), "--b\r\nno header\r\n\r\n" })
        {
            var batch = new StringContent(part.StartsWith("--", StringComparison.Ordinal) ? part : "--b\r\n" + part + "\r\n");
            batch.Headers.Remove("Content-Type");
            batch.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=b");
            (await hub.CallAsync("POST", "/support/messages/$batch", batch, "ServiceBusNotification-Format", "apple")).Refused(400);
        }
    }
}
