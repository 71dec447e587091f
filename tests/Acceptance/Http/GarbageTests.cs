using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>No request, however odd, makes the server fail.</summary>
public sealed class GarbageTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] Fields = ["category", "text", "subject", "score", "platform", "pushChannel", "takeOver", "name", "fileName", "contentType", "size", "x"];
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH"];
    private static readonly string[] Headers = ["Idempotency-Key", "If-Match", "Last-Event-ID", "Content-Type", "Accept", "Range"];

    [Fact]
    public async Task Generated_garbage_at_every_route_is_answered_with_less_than_500()
    {
        using var customer = await server.CustomerAsync("garbage");
        using var agent = await server.AgentAsync("garbage-agent");
        var ticket = await customer.SubmitAsync();
        var attempts = Gen.Sample(Attempt(ticket), 1_500, 50).ToList();

        var answered = new HashSet<int>();
        foreach (var attempt in attempts)
            answered.Add(await SendAsync(attempt.Path.StartsWith("/api/agent", StringComparison.Ordinal) ? agent : customer, attempt));

        Assert.All(answered, status => Assert.InRange(status, 200, 499));
        // The generator reaches both sides of the gate: some of it is taken, most is refused.
        Assert.Contains(answered, status => status < 300);
        Assert.Contains(400, answered);
    }

    private sealed record Garbage(string Method, string Path, (string Name, string Value)? Header, byte[] Body);

    private static Gen<Garbage> Attempt(string ticket) =>
        from route in Gen.Elements(Route.All.AsEnumerable())
        from method in Gen.Frequency((6, Gen.Constant(route.Method)), (1, Gen.Elements(Methods)))
        from id in Gen.Frequency((4, Gen.Constant(ticket)), (1, Text()))
        from query in Gen.Frequency((3, Gen.Constant("")), (1, Text().Select(text => "?limit=" + Uri.EscapeDataString(text))), (1, Text().Select(text => $"?cursor={Uri.EscapeDataString(text)}&after={Uri.EscapeDataString(text)}&state={Uri.EscapeDataString(text)}")))
        from header in Gen.OneOf(Gen.Constant<(string, string)?>(null), Gen.Elements(Headers).SelectMany(name => Text().Select(value => ((string, string)?)(name, value))))
        from body in Gen.OneOf(Gen.Constant(Array.Empty<byte>()), Bytes(), Json(3).Select(Encoding.UTF8.GetBytes))
        select new Garbage(method, route.Template.Replace("{ticketId}", Uri.EscapeDataString(id), StringComparison.Ordinal).Replace("{attachmentId}", Uri.EscapeDataString(id), StringComparison.Ordinal).Replace("{installationId}", Uri.EscapeDataString(id), StringComparison.Ordinal) + query, header, body);

    private static Gen<byte[]> Bytes() => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    private static Gen<string> Text() => Gen.Frequency(
        (4, Gen.Choose(0x20, 0x7e).Select(value => (char)value).ArrayOf().Select(chars => new string(chars))),
        (2, Gen.Choose(0, 0xd7ff).Select(value => (char)value).ArrayOf().Select(chars => new string(chars))),
        (1, Gen.Elements("-1", "99999999999999999999", "\"3\"", "..", "{}", "null", "💥", "%00")));

    private static Gen<string> Json(int depth) => depth == 0
        ? Gen.Elements("null", "true", "1", "-1e400", "1.5", "\"question\"", "\"customer\"", "\"local\"", "\"\"", "\"\\ud800\"", "3")
        : Gen.Frequency(
            (3, Json(0)),
            (2, Text().Select(text => JsonSerializer.Serialize(text))),
            (5, Gen.Elements(Fields).SelectMany(name => Json(depth - 1).Select(value => $"\"{name}\":{value}")).ArrayOf().Select(members => "{" + string.Join(",", members) + "}")),
            (1, Json(depth - 1).ArrayOf().Select(items => "[" + string.Join(",", items) + "]")));

    private static async Task<int> SendAsync(Person person, Garbage garbage)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(garbage.Method), garbage.Path);
        if (garbage.Body.Length > 0)
        {
            request.Content = new ByteArrayContent(garbage.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (garbage.Header is var (name, value))
            request.Headers.TryAddWithoutValidation(name, new string([.. value.Where(c => c is >= ' ' and <= '~')]));
        using var answer = await person.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
