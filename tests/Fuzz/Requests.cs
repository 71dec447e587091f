using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServerlessSupport.Fuzz;

/// <summary>One request as bytes, and what is known of it.</summary>
/// <param name="Mark">What its body holds and no other's; null without a body.</param>
/// <param name="IsWhole">Whether the server has all it needs to answer; else it may wait for more until the sender ends.</param>
internal sealed record Attack(byte[] Bytes, string Line, string? Mark, bool IsWhole, bool IsHead);

/// <summary>Makes requests over every route, role and kind of content, well formed and not.</summary>
internal sealed class Requests(Target target, Values values, Known known, int connection)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "BREW"];
    private static readonly string[] ContentTypes =
        ["application/json", "application/json; charset=utf-8", "application/problem+json", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16", ";", "application/xml", ""];

    private static readonly string[] QueryNames = ["limit", "cursor", "after", "state", "assignee", "view", "q", "order", "queue", "tag", "awaits", "rating", "customer", "overdue", "priority", "code", "x"];

    private readonly (string Method, string Path, JsonElement? Schema)[] _routes = [.. Routes(target.Description)];
    private readonly JsonElement _schemas = target.Description.GetProperty("components").GetProperty("schemas");
    private int _made;

    public Attack Next()
    {
        var (method, template, schema) = values.Pick(_routes);
        if (values.Chance(0.03))
            method = values.Pick(Methods);
        var address = Path(template) + Query();
        var hasBody = schema is not null || values.Chance(0.05);
        var mark = hasBody ? string.Create(CultureInfo.InvariantCulture, $"fz{connection:x2}{_made++:x7}z") : null;
        var body = hasBody ? Body(schema, mark!) : [];
        var head = new StringBuilder($"{method} {address} {(values.Chance(0.005) ? values.Pick(["HTTP/1.0", "HTTP/2.0", "HTTP/9.9", ""]) : "HTTP/1.1")}\r\n");
        if (!values.Chance(0.005))
            head.Append("Host: ").Append(values.Chance(0.99) ? target.Address.Authority : Header(values.Text())).Append("\r\n");
        AddHeaders(head, template, hasBody);
        var (bytes, isWhole) = Framed(head, body, hasBody);
        return new Attack(bytes, $"{method} {address}", mark, isWhole, method == "HEAD");
    }

    private string Path(string template)
    {
        var path = string.Join('/', template.Split('/').Select(part => part.StartsWith('{') ? Segment(part) : part));
        return values.Random.Next(200) switch
        {
            0 => path + "/",
            1 => "/" + path,
            2 => path.ToUpperInvariant(),
            3 => path + "/" + Uri.EscapeDataString(values.Text()),
            4 => path.Replace("/api/", "/api/../api/", StringComparison.Ordinal),
            5 => "http://elsewhere.example" + path,
            6 => path + "%zz",
            7 => "*",
            _ => path,
        };
    }

    private string Segment(string name) => name switch
    {
        "{ticketId}" when values.Chance(0.85) && known.Ticket(values.Random) is { } ticket => ticket,
        "{attachmentId}" when values.Chance(0.8) && known.Attachment(values.Random) is { } attachment => attachment,
        "{installationId}" when values.Chance(0.8) => $"phone-{values.Random.Next(40)}",
        _ when values.Chance(0.1) => values.Pick(["%00", "%ff%fe", "%c0%af", "..", "%2e%2e", "a%2fb", "%", "+", "\u00e4"]),
        _ => Uri.EscapeDataString(Cut(values.Text(), 2000)),
    };

    private string Query() => values.Chance(0.7) ? "" : "?" + string.Join('&', Enumerable.Range(0, values.Random.Next(1, 5)).Select(_ =>
        $"{values.Pick(QueryNames)}={(values.Chance(0.1) ? values.Pick(["%", "%zz", "%00", "&&", "=", "5%00"]) : values.Chance(0.2) && known.Cursor(values.Random) is { } cursor ? cursor : Uri.EscapeDataString(Cut(values.Text(), 3000)))}"));

    // Mostly that of somebody who may: what lies behind the gate has more to get wrong.
    private string Token(string template) => values.Chance(0.85)
        ? target.Tokens[values.Random.Next(2) + (template.StartsWith("/api/agent", StringComparison.Ordinal) ? 2 : 0)]
        : values.Pick(target.Tokens);

    private void AddHeaders(StringBuilder head, string template, bool hasBody)
    {
        if (values.Chance(0.97))
            head.Append("Authorization: ").Append(values.Chance(0.98) ? "Bearer " : Header(values.Text()) + " ").Append(Token(template)).Append("\r\n");
        if (hasBody && values.Chance(0.97))
            head.Append("Content-Type: ").Append(values.Chance(0.95) ? ContentTypes[0] : values.Pick(ContentTypes)).Append("\r\n");
        if (values.Chance(0.3))
            head.Append("Idempotency-Key: ").Append(values.Chance(0.8) ? $"k{values.Random.Next(500)}" : Header(values.Text())).Append("\r\n");
        if (values.Chance(0.15))
            head.Append("If-Match: ").Append(values.Pick(["*", "\"1\"", "\"2\", \"3\"", "W/\"1\"", "\"", "1", ",", Header(values.Text())])).Append("\r\n");
        if (values.Chance(0.1))
            head.Append("If-None-Match: ").Append(values.Pick(["*", "\"1\"", "W/\"x\"", Header(values.Text())])).Append("\r\n");
        if (values.Chance(0.1))
            head.Append("Accept-Language: ").Append(values.Pick(["zh-CN,en;q=0.5", "*;q=0", "en;q=abc", ";;;,,,", Header(values.Text())])).Append("\r\n");
        if (values.Chance(0.05))
            head.Append(values.Pick(["Expect: 100-continue", "Origin: http://evil.example", "X-Forwarded-For: 1.2.3.4", "traceparent: 00-zz-zz-01", "Cookie: " + new string('c', 5000), "Range: bytes=0-", "Upgrade: h2c", "Accept-Encoding: gzip, br", "X: " + Header(values.Text())])).Append("\r\n");
    }

    private byte[] Body(JsonElement? schema, string mark)
    {
        var bytes = Encoding.UTF8.GetBytes(values.Json(schema ?? default, _schemas, mark));
        if (values.Chance(0.02) && bytes.Length > 0)
            bytes[values.Random.Next(bytes.Length)] = (byte)values.Random.Next(256);
        return values.Chance(0.003) ? [.. bytes, .. new byte[70_000]] : bytes;
    }

    private (byte[] Bytes, bool IsWhole) Framed(StringBuilder head, byte[] body, bool hasBody)
    {
        var way = values.Random.Next(100);
        if (!hasBody && way < 98)
            return (Latin(head.Append("\r\n")), true);
        if (way < 85)
            return ([.. Latin(head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n")), .. body], true);
        if (way < 95)
            return ([.. Latin(head.Append("Transfer-Encoding: chunked\r\n\r\n")), .. Chunked(body)], true);
        return (way switch
        {
            95 => [.. Latin(head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length + values.Random.Next(1, 1000)}\r\n\r\n")), .. body],
            96 => [.. Latin(head.Append(CultureInfo.InvariantCulture, $"Content-Length: {values.Pick(["-1", "x", "99999999999999999999", "1, 2", "+5", ""])}\r\n\r\n")), .. body],
            97 => [.. Latin(head.Append("Transfer-Encoding: chunked\r\n\r\n")), .. Latin(new StringBuilder(values.Pick(["zz\r\n", "-1\r\n", "fffffffffffffffff\r\n", "5;", "5\r\nab", "0\r\nX\r\n\r\n"])))],
            98 => [.. Latin(head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\nTransfer-Encoding: chunked\r\n\r\n")), .. Chunked(body)],
            _ => Latin(head.Append(values.Pick([" folded: 1\r\n\r\n", "No-Colon\r\n\r\n", ": empty\r\n\r\n", "Bad Name: 1\r\n\r\n", "\0: 1\r\n\r\n", "\n\n", ""]))),
        }, false);
    }

    private byte[] Chunked(byte[] body)
    {
        var bytes = new List<byte>();
        for (var from = 0; from < body.Length;)
        {
            var length = Math.Min(values.Random.Next(1, 2000), body.Length - from);
            bytes.AddRange(Encoding.ASCII.GetBytes($"{length:x}{(values.Chance(0.1) ? ";ext=1" : "")}\r\n"));
            bytes.AddRange(body[from..(from += length)]);
            bytes.AddRange("\r\n"u8);
        }

        bytes.AddRange("0\r\n\r\n"u8);
        return [.. bytes];
    }

    private static IEnumerable<(string, string, JsonElement?)> Routes(JsonElement description)
    {
        foreach (var path in description.GetProperty("paths").EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                JsonElement? schema = method.Value.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject().First().Value.GetProperty("schema") : null;
                yield return (method.Name.ToUpperInvariant(), path.Name, schema);
            }
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];

    // A header's value on the wire is bytes; a line end would make another header of it, and that is tried elsewhere.
    private static string Header(string text) => Cut(text, 4000).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    private static byte[] Latin(StringBuilder text) => Encoding.UTF8.GetBytes(text.ToString());
}
