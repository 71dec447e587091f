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
