using ServerlessSupport.Devices;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// What the container of devices holds: bindings (with their installation) and void bindings (without) in their person's partition,
/// with the places that a person's registrations are about to take; and claims, each in a partition of its own, that say
/// which binding a push channel or a name at the hub belongs to.
/// </summary>
internal sealed record DeviceDocument
{
    public required string Id { get; init; }

    /// <summary>The partition.</summary>
    public required string PersonKey { get; init; }

    public Installation? Installation { get; init; }

    /// <summary>The order of lists; a void binding keeps it, for whoever has the hub forget it.</summary>
    public string? HubId { get; init; }

    /// <summary>True where the person is an agent, else absent, so that a query for these costs what it finds.</summary>
    public bool? IsAgents { get; init; }

    /// <summary>Until when the claims of a binding are kept; it renews them before that.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>The person whom a claim is for.</summary>
    public string? Owner { get; init; }

    /// <summary>The person's installation that a claim is for.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The names at the hub of those who lost what is claimed.</summary>
    public IReadOnlyList<string>? Replaced { get; init; }

    /// <summary>Places that are taken and not bound yet, by installation, each until a time.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset>? Places { get; init; }

    /// <summary>Tells two writes apart that say the same.</summary>
    public string Stamp { get; init; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Seconds after which Cosmos DB removes the document; null for never.</summary>
    public int? Ttl { get; init; }
}
