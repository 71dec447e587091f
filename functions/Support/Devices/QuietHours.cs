namespace ServerlessSupport.Devices;

/// <summary>When a device wants no pushes that can wait: times of day by the device's own clock, which may span midnight.</summary>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>Until when it is quiet; null when it is not. <paramref name="zone"/> is the device's.</summary>
    public DateTimeOffset? Until(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        // Past midnight where From is later than To.
        if (!TimeOnly.FromDateTime(local).IsBetween(From, To))
            return null;
        var end = local.Date + To.ToTimeSpan();
        if (end <= local)
            end = end.AddDays(1);
        // Where clocks are put forward the end may be a time that this day does not have.
        while (zone.IsInvalidTime(end))
            end += Step;
        var until = new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
        // Where they are put back a time of day comes twice, and its second coming counts.
        return until > now ? until : now + Step;
    }
}
