using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>Makes the one client of a process.</summary>
internal static class CosmosConnection
{
    /// <summary>Documents as every store writes them; the resolver also knows the few that only this adapter has.</summary>
    private static readonly JsonSerializerOptions Json = new(StorageJson.Instance.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(StorageJson.Instance, CosmosJson.Instance),
    };

    public static CosmosClient Open(CosmosOptions options, Action<CosmosClientOptions>? configure)
    {
        var client = new CosmosClientOptions
        {
            ApplicationName = "ServerlessSupport",
            ConnectionMode = options.ConnectionMode,
            // An emulator may call itself by a name of its own.
            LimitToEndpoint = options.ConnectedEndpoint is { IsLoopback: true },
            UseSystemTextJsonSerializerWithOptions = Json,
            MaxRetryAttemptsOnRateLimitedRequests = options.ThrottledRetries,
            MaxRetryWaitTimeOnRateLimitedRequests = options.ThrottledWait,
            EnableContentResponseOnWrite = false,
            CosmosClientTelemetryOptions = new CosmosClientTelemetryOptions { DisableDistributedTracing = false },
        };
        configure?.Invoke(client);
        if (!string.IsNullOrEmpty(options.ConnectionString))
            return new CosmosClient(options.ConnectionString, client);
        return new CosmosClient(options.AccountEndpoint, AppIdentity.Of(options.ClientId), client);
    }
}
