using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>Lists of documents, page by page. A document that cannot be read is passed over; the page it would be on is one shorter.</summary>
internal sealed class CosmosLists<T>(Container container, JsonTypeInfo<T> json, TimeSpan timeout, UnreadableDocuments unreadable)
    where T : class
{
    private readonly CosmosDocuments<T> _documents = new(container, json, timeout);

    public async Task<Page<T>> ReadPageAsync(TicketList list, PageRequest page, CancellationToken cancellationToken)
    {
        var stored = await ReadStoredAsync(list, page, cancellationToken);
        return new Page<T>([.. stored.Items.Select(item => item.Document)], stored.Cursor);
    }

    /// <summary>The same, each with its ETag.</summary>
    public async Task<Page<Stored<T>>> ReadStoredAsync(TicketList list, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        var query = list.After(ListPosition.Parse(page.Cursor, list.Name));
        // One more than asked for tells whether there is a next page.
        var found = await _documents.QueryRawAsync(query, list.Partition, page.Limit + 1, cancellationToken);
        List<Stored<T>> items = [.. found.Take(page.Limit).Select(Read).OfType<Stored<T>>()];
        if (found.Count <= page.Limit)
            return new Page<Stored<T>>(items, null);
        var last = found[page.Limit - 1];
        return new Page<Stored<T>>(items, new ListPosition(last.GetProperty(list.Time).GetDateTimeOffset().UtcTicks, Id(last)).ToCursor(list.Name));
    }

    private Stored<T>? Read(JsonElement raw) => unreadable.TryRead(Id(raw), JsonMarshal.GetRawUtf8Value(raw), json) is { } document
        ? new Stored<T>(document, raw.GetProperty("_etag").GetString()!)
        : null;

    private static string Id(JsonElement document) => document.GetProperty("id").GetString()!;
}
