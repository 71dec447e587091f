using System.Net.Http.Headers;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.OpenApi;

/// <summary>A request that was sent and the answer it got.</summary>
internal sealed record Exchange(string Method, string Path, string Query, JsonElement? Body, int Status, string? ContentType, JsonElement? Answer, IReadOnlyDictionary<string, string> Headers)
{
    public override string ToString() => $"{Method} {Path}{Query} answered {Status} {Answer}";
}

/// <summary>Keeps everything that people send and are answered.</summary>
internal sealed class Recorder
{
    public List<Exchange> Exchanges { get; } = [];

    /// <summary>The same person, heard.</summary>
    public Person Hear(Person person)
    {
        var http = new HttpClient(new Ear(Exchanges)) { BaseAddress = person.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = person.Http.DefaultRequestHeaders.Authorization;
        person.Dispose();
        return new Person(http);
    }

    private sealed class Ear(List<Exchange> exchanges) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? null : await ReadAsync(request.Content, cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            exchanges.Add(new Exchange(
                request.Method.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, body, (int)response.StatusCode,
                response.Content.Headers.ContentType?.MediaType, await ReadAsync(response.Content, cancellationToken), All(response.Headers, response.Content.Headers)));
            return response;
        }

        private static async Task<JsonElement?> ReadAsync(HttpContent content, CancellationToken cancellationToken) =>
            await content.ReadAsStringAsync(cancellationToken) is not { Length: > 0 } text ? null
            : content.Headers.ContentType?.MediaType == "application/x-ndjson" ? JsonSerializer.SerializeToElement(text)
            : JsonElement.Parse(text);

        private static Dictionary<string, string> All(params IEnumerable<HttpHeaders> headers) =>
            headers.SelectMany(some => some).ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
    }
}
