using System.Text.Json;
using ServerlessSupport.Devices;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Push;

/// <summary>The hub's installations in memory, by tag, so that a send costs what it reaches and not what is registered.</summary>
internal sealed class PushHubIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<string>> _tagsOf = [];
    private readonly Dictionary<string, HashSet<string>> _carriersOf = [];

    public PushHubIndex(SqliteDatabase database)
    {
        foreach (var json in database.Read(session => session.All("SELECT json FROM hub_installations", row => row.GetFieldValue<byte[]>(0))))
            Put(JsonSerializer.Deserialize(json, StorageJson.Instance.Installation)!);
    }

    public void Put(Installation installation)
    {
        lock (_lock)
        {
            RemoveLocked(installation.Id);
            // The platform adds the tag of the installation itself.
            HashSet<string> tags = [.. installation.Tags, Tags.Installation(installation.Id)];
            _tagsOf[installation.Id] = tags;
            foreach (var tag in tags)
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

    public bool Has(string installationId)
    {
        lock (_lock)
            return _tagsOf.ContainsKey(installationId);
    }

    /// <summary>The ids of the installations that the expression means.</summary>
    public IReadOnlyList<string> Find(TagNode expression)
    {
        lock (_lock)
        {
            var candidates = expression.AnyOf is { } tags
                ? tags.SelectMany(tag => _carriersOf.TryGetValue(tag, out var carriers) ? carriers : []).Distinct()
                : _tagsOf.Keys;
            return [.. candidates.Where(id => expression.Matches(_tagsOf[id]))];
        }
    }

    private void RemoveLocked(string installationId)
    {
        if (!_tagsOf.Remove(installationId, out var tags))
            return;
        foreach (var tag in tags)
            if (_carriersOf[tag].Remove(installationId) && _carriersOf[tag].Count == 0)
                _carriersOf.Remove(tag);
    }
}
