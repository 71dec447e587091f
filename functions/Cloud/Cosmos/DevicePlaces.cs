using ServerlessSupport.Devices;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// Keeps a person's devices within the limit, however many register at once: a new one takes a place before it is bound, in
/// one document of the person's partition that only one of them can write at a time.
/// </summary>
internal sealed class DevicePlaces(CosmosDocuments<DeviceDocument> devices, IInstallationStore installations, TimeProvider time)
{
    /// <summary>With a full stop, which no installation's id has.</summary>
    private const string PlacesId = ".places";

    private const int MaxRaces = 40;

    /// <summary>Longer than a registration takes between its place and its binding.</summary>
    private static readonly TimeSpan Reserved = TimeSpan.FromMinutes(2);

    /// <summary>False when the person has as many other devices as allowed. One with the same push channel does not count: it is about to go.</summary>
    public async Task<bool> TryTakeAsync(Installation installation, int limit, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            // Read before the devices are: whoever takes a place after this read refuses the write below.
            var stored = await devices.FindAsync(PlacesId, installation.PersonKey, cancellationToken);
            var now = time.GetUtcNow();
            var places = (stored?.Document.Places ?? new Dictionary<string, DateTimeOffset>()).Where(place => place.Value > now && place.Value <= now + Reserved).ToDictionary();
            var bound = await installations.ListAsync(installation.PersonKey, cancellationToken);
            foreach (var leaving in bound.Where(other => other.ChannelKey == installation.ChannelKey))
                places.Remove(leaving.Id);
            var others = bound.Where(other => other.ChannelKey != installation.ChannelKey).Select(other => other.Id)
                .Union(places.Keys.Except(bound.Select(other => other.Id)))
                .Count(id => id != installation.Id);
            if (others >= limit)
                return false;
            places[installation.Id] = now + Reserved;
            if (await devices.TryWriteAsync(PlacesId, installation.PersonKey, Of(installation.PersonKey, places), stored?.ETag, cancellationToken) is not null)
                return true;
        }

        throw Contended();
    }

    /// <summary>The device was removed: its place, if it was taken a moment ago, is free.</summary>
    public async Task FreeAsync(string personKey, string installationId, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await devices.FindAsync(PlacesId, personKey, cancellationToken) is not { Document.Places: { } places } stored || !places.ContainsKey(installationId))
                return;
            if (await devices.ReplaceAsync(PlacesId, personKey, Of(personKey, places.Where(place => place.Key != installationId).ToDictionary()), stored.ETag, cancellationToken) is not null)
                return;
        }

        throw Contended();
    }

    private static DeviceDocument Of(string personKey, IReadOnlyDictionary<string, DateTimeOffset> places) =>
        new() { Id = PlacesId, PersonKey = personKey, Places = places, Ttl = DeviceClaims.Seconds(Reserved * 2) };

    private static UnavailableException Contended() => new("The same person kept registering devices.");
}
