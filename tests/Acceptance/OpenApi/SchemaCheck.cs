using System.Globalization;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.OpenApi;

/// <summary>A value that the schema at a place of the document should accept.</summary>
internal sealed record Check(string At, object? Value, string Where);

/// <summary>Checks the document by the official schema of OpenAPI 3.1, and values by the schemas of the document, with Ajv.</summary>
public sealed class SchemaCheck : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web);

    private readonly NodeFolder _node = new("OpenApi", "node");

    public async ValueTask InitializeAsync() => await _node.InstallAsync();

    /// <summary>Fails with all faults when there are any.</summary>
    internal static void None(IEnumerable<string> faults) => Assert.True(!faults.Any(), string.Join('\n', faults));

    /// <summary>What is wrong with the document itself, and which version of OpenAPI it is.</summary>
    internal async Task<(string Version, IReadOnlyList<string> Faults)> CheckAsync(JsonElement document)
    {
        var result = await RunAsync(document, []);
        return (result.GetProperty("version").GetString()!, [.. result.GetProperty("document").EnumerateArray().Select(fault => fault.GetString()!)]);
    }

    /// <summary>What is wrong with the values, each fault with where it was found.</summary>
    internal async Task<IReadOnlyList<string>> CheckAsync(JsonElement document, IReadOnlyList<Check> checks)
    {
        var results = (await RunAsync(document, checks)).GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(checks.Count, results.Count);
        return [.. checks.Zip(results).SelectMany(pair => pair.Second.EnumerateArray().Select(fault => $"{fault.GetString()}, in {pair.First.Where}"))];
    }

    /// <summary>What is wrong with answers, and with the requests that were accepted.</summary>
    internal async Task<IReadOnlyList<string>> CheckAsync(Description api, IEnumerable<Exchange> exchanges)
    {
        var (faults, checks) = (new List<string>(), new List<Check>());
        foreach (var exchange in exchanges)
        {
            if (api.Find(exchange.Method, exchange.Path) is not { } operation)
                faults.Add($"There is no such operation: {exchange}");
            else if (!operation.Responses.TryGetProperty(Status(exchange), out var response))
                faults.Add($"{operation.Id} does not answer {exchange.Status}: {exchange}");
            else
                faults.AddRange([.. Compare(exchange, operation, response, checks), .. Headers(exchange, response, checks)]);
        }

        return [.. faults, .. await CheckAsync(api.Document, checks)];
    }

    private static IEnumerable<string> Compare(Exchange exchange, DescribedOperation operation, JsonElement response, List<Check> checks)
    {
        if (exchange.Status < 400 && exchange.Body is { } sent && operation.TakesBody)
            checks.Add(new(operation.RequestSchema, sent, $"the request of {exchange}"));
        if (exchange.Status < 400 && exchange.Body is null && operation.TakesBody && operation.Json.GetProperty("requestBody").GetProperty("required").GetBoolean())
            yield return $"{operation.Id} is said to need a body: {exchange}";
        if (exchange.Answer is null != !response.TryGetProperty("content", out var content))
            yield return $"{operation.Id} is said to have a body and has none, or the other way round: {exchange}";
        else if (exchange.Answer is { } answer && !content.TryGetProperty(exchange.ContentType!, out _))
            yield return $"{operation.Id} is not said to be {exchange.ContentType}: {exchange}";
        else if (exchange.Answer is { } known)
            checks.Add(new(operation.Pointer("responses", Status(exchange), "content", exchange.ContentType!, "schema"), known, exchange.ToString()));
        if (exchange.Status >= 400 && !operation.Codes(Status(exchange)).Contains(exchange.Answer?.GetProperty("code").GetString()))
            yield return $"{operation.Id} does not name this code: {exchange}";
    }

    private static IEnumerable<string> Headers(Exchange exchange, JsonElement response, List<Check> checks)
    {
        var described = response.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(header => header.Name).ToList() : [];
        foreach (var name in described.Where(exchange.Headers.ContainsKey))
            checks.Add(new($"/components/headers/{name}/schema", Value(exchange.Headers[name]), $"{name} of {exchange}"));
        return from name in described.Except(exchange.Headers.Keys, StringComparer.OrdinalIgnoreCase)
               where name != "Idempotency-Replayed"
               select $"The header {name} is missing: {exchange}";
    }

    private static object Value(string header) => int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : header;

    private static string Status(Exchange exchange) => exchange.Status.ToString(CultureInfo.InvariantCulture);

    private async Task<JsonElement> RunAsync(JsonElement document, IReadOnlyList<Check> checks) =>
        JsonElement.Parse(await _node.RunAsync("check.mjs", JsonSerializer.Serialize(new { document, checks }, Wire)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
