using ServerlessSupport.Hub.Tags;

namespace ServerlessSupport.Hub.Installations;

/// <summary>The hub's installations in memory, by tag, so that a send costs what it reaches and not what is registered.</summary>
internal sealed class InstallationIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HubInstallation> _installations = [];
    private readonly Dictionary<string, HashSet<string>> _carriersOf = [];

    public InstallationIndex(IHubStore store)
    {
        foreach (var json in store.Installations())
            if (Read(json) is { } installation)
                Put(installation);
    }

    public void Put(HubInstallation installation)
    {
        lock (_lock)
        {
            RemoveLocked(installation.Id);
            _installations[installation.Id] = installation;
            foreach (var tag in installation.AllTags)
            {
                if (!_carriersOf.TryGetValue(tag, out var carriers))
                    _carriersOf[tag] = carriers = [];
                carriers.Add(installation.Id);
            }
        }
    }

    public void Remove(string installationId)
    {
        lock (_lock)
            RemoveLocked(installationId);
    }

    public HubInstallation? Find(string installationId)
    {
        lock (_lock)
            return _installations.GetValueOrDefault(installationId);
    }

    /// <summary>No fewer installations than the expression means, and where it allows that few more; null means every one.</summary>
    public IReadOnlyList<HubInstallation> Candidates(TagNode? expression)
    {
        lock (_lock)
            return expression?.AnyOf is { } tags
                ? [.. tags.SelectMany(tag => _carriersOf.TryGetValue(tag, out var carriers) ? carriers : []).Distinct().Select(id => _installations[id])]
                : [.. _installations.Values];
    }

    // What an earlier version took and this one does not is as lost: its app registers again. It must not keep the hub from starting.
    private static HubInstallation? Read(byte[] json)
    {
        try
        {
            return HubInstallation.Read(JsonNode.Parse(json)!.AsObject());
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private void RemoveLocked(string installationId)
    {
        if (!_installations.Remove(installationId, out var installation))
            return;
        foreach (var tag in installation.AllTags)
            if (_carriersOf[tag].Remove(installationId) && _carriersOf[tag].Count == 0)
                _carriersOf.Remove(tag);
    }
}
