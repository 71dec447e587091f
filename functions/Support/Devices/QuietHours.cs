namespace ServerlessSupport.Devices;

/// <summary>
/// When a device wants no pushes that can wait: times of day by the device's own clock, which may span midnight. Where clocks are put
/// back and a time of day comes twice, the hours begin the first time and end the second. Where they are put forward over a time of
/// day, it counts as the moment of the jump.
/// </summary>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>Until when it is quiet; null when it is not. <paramref name="zone"/> is the device's.</summary>
    public DateTimeOffset? Until(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = (now.UtcDateTime + zone.GetUtcOffset(now)).Date;
        DateTimeOffset? until = null;
        // Yesterday's span midnight; tomorrow's may have begun where clocks are put back around midnight.
        for (var day = today.AddDays(-1); day <= today.AddDays(1); day = day.AddDays(1))
        {
            var (begin, _) = LocalTime.Instants(day + From.ToTimeSpan(), zone);
            var (_, end) = LocalTime.Instants((From < To ? day : day.AddDays(1)) + To.ToTimeSpan(), zone);
            if (begin <= now && now < end)
                until = end;
        }

        return until;
    }
}

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
