using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>The documents that only this adapter has, and the arrays in which the client reads the results of queries; written as all others are.</summary>
[JsonSerializable(typeof(DeviceDocument))]
[JsonSerializable(typeof(DeviceDocument[]))]
[JsonSerializable(typeof(Ticket[]))]
[JsonSerializable(typeof(ReconcilerMark))]
internal sealed partial class CosmosJson : JsonSerializerContext
{
    public static CosmosJson Instance { get; } = new(new JsonSerializerOptions(StorageJson.Instance.Options) { TypeInfoResolver = null });
}
