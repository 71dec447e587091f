using System.Runtime.InteropServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>Lists of documents, page by page. A document that cannot be read is passed over; the page it would be on is one shorter.</summary>
internal sealed class CosmosLists<T>(Container container, JsonTypeInfo<T> json, TimeSpan timeout, UnreadableDocuments unreadable)
    where T : class
{
    private readonly CosmosDocuments<T> _documents = new(container, json, timeout);

    public async Task<Page<T>> ReadPageAsync(TicketList list, PageRequest page, CancellationToken cancellationToken) => Documents(await ReadStoredAsync(list, page, cancellationToken));

    /// <summary>The same, each with its ETag.</summary>
    public Task<Page<Stored<T>>> ReadStoredAsync(TicketList list, PageRequest page, CancellationToken cancellationToken) => ReadStoredAsync(
        list.After, found => found.GetProperty(list.Time).GetDateTimeOffset().UtcTicks, list.Partition, page, cancellationToken);

    /// <summary>A page of a list: what <paramref name="after"/> asks for, whose documents stand where <paramref name="place"/> says, and then by id.</summary>
    public async Task<Page<T>> ReadPageAsync(
        Func<ListPosition?, QueryDefinition> after, Func<JsonElement, long> place, string? partition, PageRequest page, CancellationToken cancellationToken) =>
        Documents(await ReadStoredAsync(after, place, partition, page, cancellationToken));

    /// <summary>The same, each with its ETag.</summary>
    public async Task<Page<Stored<T>>> ReadStoredAsync(
        Func<ListPosition?, QueryDefinition> after, Func<JsonElement, long> place, string? partition, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        var query = after(page.After);
        // One more than asked for tells whether there is a next page.
        var found = await _documents.QueryRawAsync(query, partition, page.Limit + 1, cancellationToken);
        List<Stored<T>> items = [.. found.Take(page.Limit).Select(Read).OfType<Stored<T>>()];
        if (found.Count <= page.Limit)
            return new Page<Stored<T>>(items, null);
        var last = found[page.Limit - 1];
        return new Page<Stored<T>>(items, new ListPosition(place(last), Id(last)));
    }

    private static Page<T> Documents(Page<Stored<T>> page) => new([.. page.Items.Select(item => item.Document)], page.Next);

    // Lists that read a part of each document only leave the ETag out.
    private Stored<T>? Read(JsonElement raw) => unreadable.TryRead(Id(raw), JsonMarshal.GetRawUtf8Value(raw), json) is { } document
        ? new Stored<T>(document, raw.TryGetProperty("_etag", out var etag) ? etag.GetString()! : "")
        : null;

    private static string Id(JsonElement document) => document.GetProperty("id").GetString()!;
}
