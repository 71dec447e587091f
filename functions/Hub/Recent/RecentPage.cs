using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;

namespace ServerlessSupport.Hub.Recent;

/// <summary>The page of recent pushes.</summary>
internal static class RecentPage
{
    private const string Style =
        """
        :root { color-scheme: light dark; --line: #8884; --soft: #8881; --dim: #777; --good: #1a7f37; --bad: #c62828; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem; margin: 0; }
        code, pre { font: 13px/1.5 ui-monospace, monospace; }
        header { border-bottom: 1px solid var(--line); padding-bottom: 1rem; margin-bottom: 1.5rem; }
        header p { margin: .4rem 0 0; overflow-wrap: anywhere; }
        article { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: 0 0 1rem; }
        .line { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; }
        .line .outcome { margin-left: auto; font-weight: 600; }
        .dim { color: var(--dim); }
        .good { color: var(--good); }
        .bad { color: var(--bad); }
        .tags { margin: .2rem 0 0; overflow-wrap: anywhere; }
        h2 { font-size: .95rem; margin: .9rem 0 .3rem; display: flex; flex-wrap: wrap; gap: 0 .7rem; font-weight: 600; overflow-wrap: anywhere; }
        h2 span { font-weight: 400; }
        pre { background: var(--soft); border-radius: 6px; padding: .6rem .8rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        """;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(IReadOnlyList<RecentView> pushes, string hub, string connectionString, DateTimeOffset now)
    {
        var page = new StringBuilder(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5"><title>Recent pushes</title>
            <style>
            {Style}
            </style></head>
            <body>
            <header><h1>Recent pushes</h1>
            <p class="dim">{pushes.Count} shown, newest first, since this server started. Now {Time(now)} UTC; the page renews itself.</p>
            <p>Hub <code>{Encode(hub)}</code>, connection string <code>{Encode(connectionString)}</code></p></header>
            <main>

            """);
        if (pushes.Count == 0)
            page.AppendLine("<p>Nothing was sent yet.</p>");
        foreach (var push in pushes)
            Append(page, push);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder page, RecentView push)
    {
        page.AppendLine(CultureInfo.InvariantCulture,
            $"""
            <article>
            <div class="line"><time>{Time(push.At)}</time><span>{Encode(push.Kind)}</span><span class="dim">{Devices(push.Installations.Count)}</span><span class="outcome {(push.Outcome == "accepted" ? "good" : "bad")}">{Encode(push.Outcome)}</span></div>
            <p class="tags"><code class="dim">{Encode(push.Tags ?? (push.Kind == "direct" ? "by channel" : "everyone"))}</code></p>
            """);
        foreach (var payload in push.Payloads)
            Append(page, payload);
        page.AppendLine("</article>");
    }

    private static void Append(StringBuilder page, PayloadView payload)
    {
        var headers = string.Concat(payload.Headers.Select(header => $"{header.Key}: {header.Value}\n"));
        page.AppendLine(CultureInfo.InvariantCulture,
            $"""
            <h2>{Encode(payload.Platform)} <span class="dim">{payload.Bytes} bytes, {Encode(string.Join(", ", payload.Installations))}</span> <span class="bad">{Encode(payload.Problem ?? "")}</span></h2>
            <pre>{Encode(headers)}{(headers.Length > 0 ? "\n" : "")}{Encode(Readable(payload.Payload))}</pre>
            """);
    }

    // JSON is laid out for reading; /local/hub/pushes has it to the letter.
    private static string Readable(string payload)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, Indented))
                JsonElement.Parse(payload).WriteTo(json);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            return payload;
        }
    }

    private static string Devices(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "device" : "devices")}");

    private static string Time(DateTimeOffset at) => at.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
