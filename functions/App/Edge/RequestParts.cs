using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ServerlessSupport.Desk;

namespace ServerlessSupport.App.Edge;

/// <summary>Reads headers and query parameters; what is wrong is refused by name.</summary>
internal static class RequestParts
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";
    public const int MaxIdempotencyKeyLength = 255;

    /// <summary>Who the gate let pass.</summary>
    public static Caller Caller(this HttpRequest request) => request.HttpContext.Features.GetRequiredFeature<Caller>();

    /// <summary>The Idempotency-Key: null when there is none; at most 255 visible ASCII characters.</summary>
    public static Refusal? IdempotencyKey(this HttpRequest request, out string? key)
    {
        key = null;
        if (!request.Headers.TryGetValue(IdempotencyKeyHeader, out var values))
            return null;
        var text = values.ToString();
        if (values.Count != 1 || text.Length is 0 or > MaxIdempotencyKeyLength || text.Any(c => c is < '!' or > '~'))
            return Refusal.Field(IdempotencyKeyHeader, $"must be 1 to {MaxIdempotencyKeyLength} visible ASCII characters.");
        key = text;
        return null;
    }

    /// <summary>The versions of a ticket that If-Match names: null when any will do. Tags of no version match nothing.</summary>
    public static Refusal? IfMatch(this HttpRequest request, out IReadOnlyList<int>? versions)
    {
        var refusal = request.IfMatchTags(out var tags);
        versions = tags is null || ReferenceEquals(tags, DeskDocuments.AnyETag) ? null : [.. tags.Select(Version).OfType<int>()];
        return refusal;
    }

    /// <summary>
    /// The tags that If-Match names, in all its forms (RFC 9110 13.1.1) and without their quotes: null when there is none, and
    /// <see cref="DeskDocuments.AnyETag"/> for <c>*</c>. Weak tags match nothing, and are left out.
    /// </summary>
    public static Refusal? IfMatchTags(this HttpRequest request, out IReadOnlyList<string>? tags)
    {
        tags = null;
        if (!request.Headers.TryGetValue(HeaderNames.IfMatch, out var values))
            return null;
        if (!EntityTagHeaderValue.TryParseStrictList(values.OfType<string>().ToList(), out var parsed) || parsed.Count == 0 || parsed.Count > 1 && parsed.Contains(EntityTagHeaderValue.Any))
            return Refusal.Field("If-Match", "must be ETags, as \"3\", or *.");
        tags = parsed.Contains(EntityTagHeaderValue.Any)
            ? DeskDocuments.AnyETag
            : [.. parsed.Where(tag => !tag.IsWeak).Select(tag => tag.Tag.ToString()[1..^1])];
        return null;
    }

    private static int? Version(string tag) =>
        int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && tag == version.ToString(CultureInfo.InvariantCulture) ? version : null;

    /// <summary>The page of the list of this name that <c>limit</c> and <c>cursor</c> ask for.</summary>
    public static Refusal? Page(this HttpRequest request, string list, out PageRequest page)
    {
        var refusal = request.Limit(out var limit);
        page = new PageRequest(limit);
        if (refusal is not null || request.Text("cursor") is not { } cursor)
            return refusal;
        page = new PageRequest(limit, ListPosition.Parse(cursor, list));
        return page.After is null ? Refusal.Cursor("cursor") : null;
    }

    /// <summary>How many items <c>limit</c> asks for.</summary>
    public static Refusal? Limit(this HttpRequest request, out int limit)
    {
        limit = PageRequest.DefaultLimit;
        return request.Query.TryGetValue("limit", out var text)
            && (!int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > PageRequest.MaxLimit)
            ? Refusal.Field("limit", $"must be a number from 1 to {PageRequest.MaxLimit}.")
            : null;
    }

    /// <summary>A parameter of the query; null when it is missing or empty.</summary>
    public static string? Text(this HttpRequest request, string parameter) => request.Query.TryGetValue(parameter, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// An address that may be relative to the server's own, as clients need it. Throws <see cref="BadHttpRequestException"/> where one is made of the Host header and that names no
    /// server: HTTP/1.1 lets it be empty (RFC 9112, section 3.2), and HTTP/1.0 absent.
    /// </summary>
    public static Uri Absolute(this HttpRequest request, Uri url)
    {
        if (url.IsAbsoluteUri)
            return url;
        return Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var server)
            ? new Uri(server, url)
            : throw new BadHttpRequestException("The Host header must name this server: the answer has an address that begins with it.");
    }
}
