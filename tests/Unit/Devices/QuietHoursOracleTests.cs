using NodaTime;
using NodaTime.TimeZones;
using ServerlessSupport.Devices;

namespace ServerlessSupport.Unit.Devices;

/// <summary>Quiet hours held against another library's account of the world's clocks: every zone, every change of twenty years.</summary>
public sealed class QuietHoursOracleTests
{
    private static readonly Interval Years = new(Instant.FromUtc(2016, 1, 1, 0, 0), Instant.FromUtc(2037, 1, 1, 0, 0));

    private static readonly (string From, string To)[] Windows =
        [("22:00", "07:00"), ("01:00", "02:30"), ("02:15", "02:45"), ("23:30", "00:30"), ("03:00", "02:00"), ("00:00", "01:00"), ("02:00", "03:00")];

    // Often around a change, and at the same time of the days before and after.
    private static readonly Duration[] Moments =
        [.. Enumerable.Range(-16, 33).Select(quarter => Duration.FromMinutes(quarter * 15)), Duration.FromHours(-25), Duration.FromHours(-13), Duration.FromHours(13), Duration.FromHours(25), Duration.FromTicks(-1), Duration.FromTicks(1)];

    [Fact]
    public void They_end_as_another_library_says_in_every_zone_around_every_change()
    {
        var differences = new List<string>();
        var compared = 0;
        foreach (var (zone, other) in Zones())
        {
            foreach (var change in other.GetZoneIntervals(Years).Where(interval => interval.HasStart && interval.Start > Years.Start).Select(interval => interval.Start))
            {
                foreach (var (from, to) in Windows)
                {
                    var quiet = new QuietHours(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null));
                    foreach (var now in Moments.Select(moment => change + moment))
                    {
                        var (ours, theirs) = (quiet.Until(now.ToDateTimeOffset(), zone), Until(quiet, now, other));
                        compared++;
                        if (ours != theirs)
                            differences.Add($"{other.Id} {from} to {to} at {now}: {ours:O}, and not {theirs:O}");
                    }
                }
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {compared} differ: {string.Join('\n', differences.Take(20))}");
        Assert.True(compared > 100_000, $"Only {compared} were compared: does this machine have its time zones?");
    }

    [Fact]
    public void A_name_is_a_time_zone_where_the_other_library_knows_it_too()
    {
        var known = DateTimeZoneProviders.Tzdb.Ids.ToHashSet();
        var here = known.Where(id => TimeZoneInfo.TryFindSystemTimeZoneById(id, out _)).ToList();

        Assert.All(here.Except(["Factory"]), id => Assert.Equal(id, TimeZones.Find(id)));
        Assert.All(TimeZoneInfo.GetSystemTimeZones().Select(zone => TimeZones.Find(zone.Id)).OfType<string>(), id => Assert.Contains(id, known));
    }

    // Zones with the same changes are one: most names are links. Where the two have different releases of the database a zone may be left out.
    private static IEnumerable<(TimeZoneInfo Zone, DateTimeZone Other)> Zones() => DateTimeZoneProviders.Tzdb.Ids
        .Where(id => TimeZones.Find(id) is not null)
        .Select(id => (Zone: TimeZoneInfo.FindSystemTimeZoneById(id), Other: DateTimeZoneProviders.Tzdb[id]))
        .DistinctBy(pair => string.Join(',', pair.Other.GetZoneIntervals(Years).Select(interval => (interval.HasStart ? interval.Start : Instant.MinValue, interval.WallOffset))))
        .Where(pair => pair.Other.GetZoneIntervals(Years).All(interval => AgreeIn(interval, pair.Zone)));

    private static bool AgreeIn(ZoneInterval interval, TimeZoneInfo zone) =>
        (!interval.HasStart || interval.Start < Years.Start || zone.GetUtcOffset(interval.Start.ToDateTimeOffset()) == interval.WallOffset.ToTimeSpan())
        && (!interval.HasEnd || interval.End > Years.End || zone.GetUtcOffset((interval.End - Duration.FromTicks(1)).ToDateTimeOffset()) == interval.WallOffset.ToTimeSpan());

    private static DateTimeOffset? Until(QuietHours quiet, Instant now, DateTimeZone zone)
    {
        var (from, to) = (Noda(quiet.From), Noda(quiet.To));
        var today = now.InZone(zone).Date;
        return Enumerable.Range(-2, 5).Select(day => today.PlusDays(day))
            .Select(day => (Begin: Resolve(day + from, zone, isLast: false), End: Resolve((from < to ? day : day.PlusDays(1)) + to, zone, isLast: true)))
            .Where(hours => hours.Begin <= now && now < hours.End)
            .Select(hours => (DateTimeOffset?)hours.End.ToDateTimeOffset())
            .Max();
    }

    private static Instant Resolve(LocalDateTime local, DateTimeZone zone, bool isLast)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? mapping.LateInterval.Start : (isLast ? mapping.Last() : mapping.First()).ToInstant();
    }

    private static NodaTime.LocalTime Noda(TimeOnly time) => new(time.Hour, time.Minute);
}
