using System.Text.Json;
using ServerlessSupport.Emulators.Functions.Protocol;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>A function as its worker described it.</summary>
public sealed class Function
{
    internal Function(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        Trigger = metadata.RawBindings.Select(binding => JsonElement.Parse(binding)).Single(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.Ordinal));
    }

    public string Name => Metadata.Name;

    /// <summary>What wakes it, as httpTrigger.</summary>
    public string Type => Trigger.GetProperty("type").GetString()!;

    /// <summary>The binding of the trigger, as a host reads it.</summary>
    public JsonElement Trigger { get; }

    /// <summary>The parameter that gets what woke it.</summary>
    internal string Parameter => Trigger.GetProperty("name").GetString()!;

    internal RpcFunctionMetadata Metadata { get; }

    internal string Text(string property) => Trigger.GetProperty(property).GetString()!;
}
