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

    public Task<Page<T>> ReadPageAsync(TicketList list, PageRequest page, CancellationToken cancellationToken) => ReadPageAsync(
        list.Name, list.After, found => found.GetProperty(list.Time).GetDateTimeOffset().UtcTicks, list.Partition, page, cancellationToken);

    /// <summary>A page of the list of this name: what <paramref name="after"/> asks for, whose documents stand where <paramref name="place"/> says, and then by id.</summary>
    public async Task<Page<T>> ReadPageAsync(
        string name, Func<ListPosition?, QueryDefinition> after, Func<JsonElement, long> place, string? partition, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        var query = after(ListPosition.Parse(page.Cursor, name));
        // One more than asked for tells whether there is a next page.
        var found = await _documents.QueryRawAsync(query, partition, page.Limit + 1, cancellationToken);
        List<T> items = [.. found.Take(page.Limit).Select(raw => unreadable.TryRead(Id(raw), JsonMarshal.GetRawUtf8Value(raw), json)).OfType<T>()];
        if (found.Count <= page.Limit)
            return new Page<T>(items, null);
        var last = found[page.Limit - 1];
        return new Page<T>(items, new ListPosition(place(last), Id(last)).ToCursor(name));
    }

    private static string Id(JsonElement document) => document.GetProperty("id").GetString()!;
}
