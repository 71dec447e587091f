using System.Text.RegularExpressions;

namespace ServerlessSupport.Devices;

/// <summary>
/// The names of time zones that are the same on every machine: those of the IANA database, links such as Asia/Calcutta included. Not
/// those that a machine has beside them: its own zone (localtime), rules for files (posixrules), other countings of leap seconds
/// (right/…), and Windows' names.
/// </summary>
public static partial class TimeZones
{
    private static readonly string[] NotZones = ["localtime", "posixrules", "Factory", "leapseconds", "leap-seconds", "posix", "right"];

    private static readonly Lazy<Dictionary<string, string>> Spellings = new(() => TimeZoneInfo.GetSystemTimeZones()
        .Select(zone => zone.Id).Where(IsZone).DistinctBy(id => id.ToUpperInvariant()).ToDictionary(id => id, StringComparer.OrdinalIgnoreCase));

    /// <summary>The name as the database spells it, where that is known; null when it is no zone's.</summary>
    public static string? Find(string name)
    {
        if (Spellings.Value.TryGetValue(name, out var spelled))
            return spelled;
        return IsZone(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone.Id : null;
    }

    private static bool IsZone(string name) =>
        IanaName().IsMatch(name)
        && !NotZones.Contains(name.Split('/')[0], StringComparer.OrdinalIgnoreCase)
        && (name is "UTC" || !TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out _));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+_-]*(/[A-Za-z0-9+_-]+)*$")]
    private static partial Regex IanaName();
}
