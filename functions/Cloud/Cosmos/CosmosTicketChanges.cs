using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>The change feed of tickets, pulled by the reconciler. A position is the feed's own continuation.</summary>
internal sealed class CosmosTicketChanges(CosmosContainers containers, UnreadableDocuments unreadable) : ITicketChanges
{
    public Task<ChangedTickets> ReadAsync(string? position, DateTimeOffset from, int max, CancellationToken cancellationToken) => CosmosFaults.GuardAsync(
        async limit =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
            var start = position is null ? ChangeFeedStartFrom.Time(from.UtcDateTime) : ChangeFeedStartFrom.ContinuationToken(position);
            using var feed = containers.Tickets.GetChangeFeedStreamIterator(start, ChangeFeedMode.Incremental, new ChangeFeedRequestOptions { PageSizeHint = max });
            // A partition without changes answers so by itself; there may be some in the next one.
            for (var left = (await containers.Tickets.GetFeedRangesAsync(limit)).Count; ; left--)
            {
                using var response = await feed.ReadNextAsync(limit);
                if (response.StatusCode != HttpStatusCode.NotModified)
                    return new ChangedTickets(Read(await CosmosPages.ReadAsync(response, limit)), response.ContinuationToken, HasMore: true);
                if (left <= 1)
                    return new ChangedTickets([], response.ContinuationToken, HasMore: false);
            }
        },
        containers.Timeout,
        cancellationToken);

    public Task<string> EndAsync(CancellationToken cancellationToken) => CosmosFaults.GuardAsync(
        async limit =>
        {
            using var feed = containers.Tickets.GetChangeFeedStreamIterator(ChangeFeedStartFrom.Now(), ChangeFeedMode.Incremental);
            // Each partition tells where it ends once it is asked.
            for (var left = (await containers.Tickets.GetFeedRangesAsync(limit)).Count; ; left--)
            {
                using var response = await feed.ReadNextAsync(limit);
                if (left <= 1)
                    return response.ContinuationToken;
            }
        },
        containers.Timeout,
        cancellationToken);

    private List<Ticket> Read(CosmosPage page) =>
        [.. page.Documents.Select(raw => unreadable.TryRead(raw.GetProperty("id").GetString()!, JsonMarshal.GetRawUtf8Value(raw), StorageJson.Instance.Ticket)).OfType<Ticket>()];
}
