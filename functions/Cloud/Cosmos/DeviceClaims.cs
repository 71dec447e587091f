using ServerlessSupport.Devices;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// Who has a push channel, and who has a name at the hub: one small document each, in a partition of its own. Whoever takes one over
/// first writes the binding of the owner before, void where it has what is taken and else as it is. So a rival that was about
/// to write that binding is refused and starts again. A claim is written even where it is the taker's already, for the same reason.
/// </summary>
internal sealed class DeviceClaims(CosmosDocuments<DeviceDocument> devices, TimeProvider time)
{
    /// <summary>A void binding stops a slow rival from binding on what it read before; a day is longer than any rival lives.</summary>
    private const int VoidSeconds = 24 * 60 * 60;

    private const string ClaimId = "claim";

    /// <summary>Claims outlive what is bound under them, so that they need not be renewed each time an app registers again.</summary>
    public static DateTimeOffset Until(Installation installation) => installation.ExpiresAt - installation.RefreshedAt is var span && span < TimeSpan.FromDays(3650)
        ? installation.ExpiresAt + span
        : DateTimeOffset.MaxValue;

    /// <summary>The names at the hub of those who have lost the channel to the installation; null when somebody came between.</summary>
    public async Task<IReadOnlyList<string>?> TryTakeChannelAsync(Installation installation, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var partition = ChannelPartition(installation);
        var claim = await devices.FindAsync(ClaimId, partition, cancellationToken);
        var replaced = (claim?.Document.Replaced ?? []).ToHashSet();
        if (Rival(claim, installation) is var (person, id))
        {
            if (await TryDisturbAsync(person, id, bound => bound.ChannelKey == installation.ChannelKey, cancellationToken) is not { } disturbed)
                return null;
            if (disturbed.Installation is null && disturbed.HubId is { } hubId)
                replaced.Add(hubId);
        }

        return await TryClaimAsync(partition, claim?.ETag, installation, until, replaced, cancellationToken) ? [.. replaced] : null;
    }

    /// <summary>The name at the hub that the installation has from now on: the one it has, or its id unless that is another's; null when somebody came between.</summary>
    public async Task<string?> TryTakeNameAsync(Installation installation, string? known, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (known == installation.NameBesideAnother)
            return known;
        var partition = NamePartition(installation.Id);
        var claim = await devices.FindAsync(ClaimId, partition, cancellationToken);
        if (Rival(claim, installation) is var (person, id))
        {
            if (await TryDisturbAsync(person, id, bound => bound.ExpiresAt <= time.GetUtcNow(), cancellationToken) is not { } disturbed)
                return null;
            if (disturbed.Installation?.HubId == installation.Id)
                return installation.NameBesideAnother;
        }

        return await TryClaimAsync(partition, claim?.ETag, installation, until, [], cancellationToken) ? installation.Id : null;
    }

    /// <summary>The person and the installation that a name at the hub may stand for.</summary>
    public async Task<(string Person, string Id)?> FindOwnerAsync(string hubId, CancellationToken cancellationToken)
    {
        if (hubId.Split('.') is [var id, var person])
            return (person, id);
        return (await devices.FindAsync(ClaimId, NamePartition(hubId), cancellationToken))?.Document is { Owner: { } owner, OwnerId: { } ownerId } ? (owner, ownerId) : null;
    }

    /// <summary>The binding of a person's installation. One that cannot be read is deleted: nothing could ever be pushed to it, and it would keep others from its channel.</summary>
    public async Task<Stored<DeviceDocument>?> FindBindingAsync(string person, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await devices.FindAsync(id, person, cancellationToken);
        }
        catch (UnreadableDocumentException)
        {
            await devices.DeleteAsync(id, person, cancellationToken);
            return null;
        }
    }

    /// <summary>The binding, bound to nothing any more.</summary>
    public static DeviceDocument Void(DeviceDocument binding) => new() { Id = binding.Id, PersonKey = binding.PersonKey, HubId = binding.HubId, Ttl = VoidSeconds };

    /// <summary>A time to live as Cosmos DB takes it; null for ever.</summary>
    public static int? Seconds(TimeSpan span) => span.TotalSeconds is > 0 and < int.MaxValue and var seconds ? (int)Math.Ceiling(seconds) : null;

    // The binding as it was written; null when somebody else wrote it meanwhile.
    private async Task<DeviceDocument?> TryDisturbAsync(string person, string id, Func<Installation, bool> isTaken, CancellationToken cancellationToken)
    {
        var bound = await FindBindingAsync(person, id, cancellationToken);
        var before = bound?.Document ?? new DeviceDocument { Id = id, PersonKey = person };
        var next = before.Installation is { } installation && !isTaken(installation)
            ? before with { Stamp = Guid.CreateVersion7().ToString("N") }
            : Void(before);
        return await devices.TryWriteAsync(id, person, next, bound?.ETag, cancellationToken) is null ? null : next;
    }

    private async Task<bool> TryClaimAsync(
        string partition, string? etag, Installation installation, DateTimeOffset until, HashSet<string> replaced, CancellationToken cancellationToken)
    {
        var claim = new DeviceDocument
        {
            Id = ClaimId,
            PersonKey = partition,
            Owner = installation.PersonKey,
            OwnerId = installation.Id,
            Replaced = replaced.Count == 0 ? null : [.. replaced],
            Ttl = Seconds(until - installation.RefreshedAt),
        };
        return await devices.TryWriteAsync(ClaimId, partition, claim, etag, cancellationToken) is not null;
    }

    private static (string Person, string Id)? Rival(Stored<DeviceDocument>? claim, Installation installation) =>
        claim?.Document is { Owner: { } person, OwnerId: { } id } && (person, id) != (installation.PersonKey, installation.Id) ? (person, id) : null;

    // No id and no person's key has a slash: these cannot name a person's partition. A channel is a secret, and may be too long for a key.
    private static string ChannelPartition(Installation installation) => $"channel/{Digest.Of("channel", installation.ChannelKey)}";

    private static string NamePartition(string installationId) => $"name/{installationId}";
}
