using System.Text.Json.Serialization;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>The documents that only this adapter has and the envelope of several; written as all others are.</summary>
[JsonSerializable(typeof(DeviceDocument))]
[JsonSerializable(typeof(DeskDocument))]
[JsonSerializable(typeof(AuditDocument))]
[JsonSerializable(typeof(HeadDocument))]
[JsonSerializable(typeof(CosmosPage))]
[JsonSerializable(typeof(ReconcilerMark))]
internal sealed partial class CosmosJson : JsonSerializerContext
{
    public static CosmosJson Instance { get; } = new(new JsonSerializerOptions(StorageJson.Instance.Options) { TypeInfoResolver = null });
}
