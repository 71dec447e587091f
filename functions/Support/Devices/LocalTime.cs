namespace ServerlessSupport.Devices;

/// <summary>
/// When a clock of a zone shows a time. Taken from the zone's offsets alone: what <see cref="TimeZoneInfo"/> says of invalid and
/// ambiguous times is wrong where the standard time is the one that is put back (Dublin, Casablanca).
/// </summary>
internal static class LocalTime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The first and the last instant at which the clock shows the time; for a time that is skipped both are the moment of the jump.</summary>
    public static (DateTimeOffset First, DateTimeOffset Last) Instants(DateTime local, TimeZoneInfo zone)
    {
        var utc = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        // Zones change less often than every two days, so these are all the offsets that the time can have.
        var (before, after) = (zone.GetUtcOffset(utc - Day), zone.GetUtcOffset(utc + Day));
        var (first, last) = (utc - before, utc - after);
        var (isFirst, isLast) = (zone.GetUtcOffset(first) == before, zone.GetUtcOffset(last) == after);
        return (isFirst, isLast) switch
        {
            (true, true) => (first, last),
            (true, false) => (first, first),
            (false, true) => (last, last),
            _ => Jump(last, first, after, zone) is var jump ? (jump, jump) : default,
        };
    }

    // Between an instant at which the clock has the old offset still and one at which it has the new one.
    private static DateTimeOffset Jump(DateTimeOffset old, DateTimeOffset changed, TimeSpan offset, TimeZoneInfo zone)
    {
        while (changed - old > TimeSpan.FromTicks(1))
        {
            var middle = old + ((changed - old) / 2);
            (old, changed) = zone.GetUtcOffset(middle) == offset ? (old, middle) : (middle, changed);
        }

        return changed;
    }
}
