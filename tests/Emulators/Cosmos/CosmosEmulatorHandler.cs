using System.Net;
using System.Text;

namespace ServerlessSupport.Emulators.Cosmos;

/// <summary>
/// Fills in what the emulator from npm (@vercel/cosmosdb-server) lacks of what Microsoft's client asks of the service:
/// query plans, reads of a document that is not there, and a change feed that goes on after the first read.
/// </summary>
public sealed class CosmosEmulatorHandler(EmulatorChangeFeed feed) : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>One partition, and nothing for the client to add to what the server answers.</summary>
    private const string QueryPlan =
        """
        {
          "partitionedQueryExecutionInfoVersion": 2,
          "queryInfo": {
            "distinctType": "None", "top": null, "offset": null, "limit": null, "orderBy": [], "orderByExpressions": [], "groupByExpressions": [],
            "groupByAliases": [], "aggregates": [], "groupByAliasToAggregateType": {}, "rewrittenQuery": "", "hasSelectValue": false
          },
          "queryRanges": [{ "min": "", "max": "FF", "isMinInclusive": true, "isMaxInclusive": false }]
        }
        """;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Contains("x-ms-cosmos-is-query-plan-request"))
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(QueryPlan, Encoding.UTF8, "application/json"), RequestMessage = request };
        // For queries as the server wants it, for reads because without it a missing document is a 500.
        request.Headers.Remove("x-ms-documentdb-query-enablecrosspartition");
        request.Headers.Add("x-ms-documentdb-query-enablecrosspartition", "True");
        return request.Headers.Contains("A-IM") && request.RequestUri!.AbsolutePath.TrimEnd('/').EndsWith("/docs", StringComparison.Ordinal)
            ? await feed.ReadAsync(request, all => base.SendAsync(all, cancellationToken), cancellationToken)
            : await base.SendAsync(request, cancellationToken);
    }
}
