using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace ServerlessSupport.Emulators.Cosmos;

/// <summary>
/// A change feed made of full reads: the emulator keeps documents in the order of their newest change, so a version not
/// seen before is newer than all that were. Positions are good for this process; one from before is answered from the
/// beginning, as at-least-once allows.
/// </summary>
public sealed class EmulatorChangeFeed
{
    private static readonly string[] FeedHeaders = ["A-IM", "If-None-Match", "If-Modified-Since", "x-ms-max-item-count", "x-ms-continuation"];

    private readonly string _run = Guid.CreateVersion7().ToString("N");
    private readonly ConcurrentDictionary<string, SeenVersions> _containers = new();

    /// <summary>Answers a read of the feed by what <paramref name="send"/> reads of the whole container.</summary>
    public async Task<HttpResponseMessage> ReadAsync(HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        var seen = _containers.GetOrAdd(request.RequestUri!.AbsolutePath, _ => new SeenVersions());
        // One at a time: an older reading must not come after a newer one.
        await seen.Gate.WaitAsync(cancellationToken);
        try
        {
            using var all = ReadAll(request);
            var response = await send(all);
            if (response.StatusCode != HttpStatusCode.OK)
                return response;
            using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            var versions = seen.Number(body.RootElement.GetProperty("Documents").EnumerateArray());
            var after = Header(request, "If-None-Match") switch { null => 0, "*" => seen.Newest, var position => Parse(position) };
            return Answer(request, after, [.. versions.Where(version => version.Number > after).Take(Limit(request))]);
        }
        finally
        {
            seen.Gate.Release();
        }
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, long after, IReadOnlyList<(long Number, JsonElement Document)> changes)
    {
        var response = new HttpResponseMessage(changes.Count == 0 ? HttpStatusCode.NotModified : HttpStatusCode.OK) { RequestMessage = request };
        response.Headers.TryAddWithoutValidation("etag", $"\"{_run}:{(changes.Count == 0 ? after : changes[^1].Number).ToString(CultureInfo.InvariantCulture)}\"");
        response.Headers.Add("x-ms-item-count", changes.Count.ToString(CultureInfo.InvariantCulture));
        var documents = string.Join(',', changes.Select(change => change.Document.GetRawText()));
        response.Content = new StringContent(changes.Count == 0 ? "" : $"{{\"_rid\":\"\",\"Documents\":[{documents}],\"_count\":{changes.Count}}}", Encoding.UTF8, "application/json");
        return response;
    }

    private static HttpRequestMessage ReadAll(HttpRequestMessage request)
    {
        var all = new HttpRequestMessage(HttpMethod.Get, request.RequestUri);
        foreach (var header in request.Headers.Where(header => !FeedHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            all.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return all;
    }

    private long Parse(string position) =>
        position.Trim('"').Split(':') is [var from, var number] && from == _run && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0;

    private static int Limit(HttpRequestMessage request) =>
        int.TryParse(Header(request, "x-ms-max-item-count"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit : int.MaxValue;

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>The numbers given to the versions a container holds, in the order they were first seen.</summary>
    private sealed class SeenVersions
    {
        private Dictionary<string, long> _numbers = [];

        public SemaphoreSlim Gate { get; } = new(1);

        public long Newest { get; private set; }

        public IReadOnlyList<(long Number, JsonElement Document)> Number(IEnumerable<JsonElement> documents)
        {
            var present = new Dictionary<string, long>();
            var numbered = new List<(long Number, JsonElement Document)>();
            foreach (var document in documents)
            {
                var etag = document.GetProperty("_etag").GetString()!;
                var number = _numbers.TryGetValue(etag, out var known) ? known : ++Newest;
                present[etag] = number;
                numbered.Add((number, document));
            }

            _numbers = present;
            return numbered;
        }
    }
}
