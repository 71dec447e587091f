using System.Globalization;
using ServerlessSupport.Devices;

namespace ServerlessSupport.Unit.Devices;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("13:00", "15:00", "2026-03-02T12:59:59Z", null)]
    [InlineData("13:00", "15:00", "2026-03-02T13:00:00Z", "2026-03-02T15:00:00Z")]
    [InlineData("13:00", "15:00", "2026-03-02T14:59:59Z", "2026-03-02T15:00:00Z")]
    [InlineData("13:00", "15:00", "2026-03-02T15:00:00Z", null)]
    [InlineData("22:00", "07:00", "2026-03-02T21:59:00Z", null)]
    [InlineData("22:00", "07:00", "2026-03-02T22:00:00Z", "2026-03-03T07:00:00Z")]
    [InlineData("22:00", "07:00", "2026-03-03T06:00:00Z", "2026-03-03T07:00:00Z")]
    [InlineData("22:00", "07:00", "2026-03-03T07:00:00Z", null)]
    [InlineData("00:00", "06:00", "2026-03-03T00:00:00Z", "2026-03-03T06:00:00Z")]
    public void They_last_from_their_beginning_to_before_their_end(string from, string to, string now, string? until) =>
        Assert.Equal(until, Until(from, to, now, "UTC"));

    [Theory]
    [InlineData("Asia/Shanghai", "2026-03-02T14:30:00Z", "2026-03-02T23:00:00Z")]
    [InlineData("America/New_York", "2026-03-03T03:30:00Z", "2026-03-03T12:00:00Z")]
    [InlineData("America/New_York", "2026-03-02T22:30:00Z", null)]
    public void They_go_by_the_clock_of_the_device(string zone, string now, string? until) => Assert.Equal(until, Until("22:00", "07:00", now, zone));

    [Theory]
    // Clocks are put forward from 02:00 to 03:00: the night is an hour shorter, and there is no 02:30.
    [InlineData("22:00", "07:00", "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("22:00", "02:30", "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z")]
    // They are put back from 03:00 to 02:00: the night is an hour longer.
    [InlineData("22:00", "07:00", "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z")]
    // 02:15 comes twice: hours that end with it end the second time, and there is no pause between, and hours that begin with it begin the first time.
    [InlineData("22:00", "02:15", "2026-10-24T21:00:00Z", "2026-10-25T01:15:00Z")]
    [InlineData("22:00", "02:15", "2026-10-25T00:30:00Z", "2026-10-25T01:15:00Z")]
    [InlineData("02:15", "07:00", "2026-10-25T00:15:00Z", "2026-10-25T06:00:00Z")]
    [InlineData("02:15", "07:00", "2026-10-25T01:05:00Z", "2026-10-25T06:00:00Z")]
    public void They_end_when_the_devices_clock_says_so_also_when_clocks_are_changed(string from, string to, string now, string until) =>
        Assert.Equal(until, Until(from, to, now, "Europe/Berlin"));

    [Theory]
    // What is put forward there is, by the law, the standard time: what the runtime says of invalid times does not hold.
    [InlineData("Europe/Dublin", "23:30", "01:30", "2027-03-27T23:40:00Z", "2027-03-28T01:00:00Z")]
    [InlineData("Africa/Casablanca", "22:00", "02:15", "2027-03-14T00:30:00Z", "2027-03-14T02:00:00Z")]
    [InlineData("Australia/Lord_Howe", "22:00", "02:15", "2026-10-03T14:00:00Z", "2026-10-03T15:30:00Z")]
    public void An_end_that_is_skipped_is_the_moment_of_the_jump(string zone, string from, string to, string now, string until) =>
        Assert.Equal(until, Until(from, to, now, zone));

    [Theory]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("Factory")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("China Standard Time")]
    [InlineData("UTC-11")]
    [InlineData("../../../etc/localtime")]
    [InlineData("Europe/../Europe/Berlin")]
    [InlineData("tzdata.zi")]
    [InlineData("zone.tab")]
    [InlineData("leapseconds")]
    [InlineData("Europe")]
    [InlineData("")]
    [InlineData("Mars/Olympus")]
    public void A_name_that_means_something_else_on_each_machine_is_no_time_zone(string name) => Assert.Null(TimeZones.Find(name));

    [Theory]
    [InlineData("Asia/Calcutta", "Asia/Calcutta")]
    [InlineData("Asia/Kolkata", "Asia/Kolkata")]
    [InlineData("europe/BERLIN", "Europe/Berlin")]
    [InlineData("Etc/GMT-8", "Etc/GMT-8")]
    [InlineData("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]
    [InlineData("UTC", "UTC")]
    public void A_zone_of_the_database_is_taken_and_spelled_as_there(string name, string spelled) => Assert.Equal(spelled, TimeZones.Find(name));

    [Fact]
    public void Whenever_it_is_quiet_the_end_is_still_to_come_and_not_a_day_away()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var quiet in new[] { new QuietHours(new(22, 0), new(7, 0)), new QuietHours(new(1, 0), new(2, 30)), new QuietHours(new(2, 15), new(2, 45)), new QuietHours(new(3, 0), new(2, 0)) })
        {
            for (var now = start; now < start.AddYears(1); now = now.AddMinutes(15))
            {
                if (quiet.Until(now, berlin) is { } until)
                    Assert.InRange(until - now, TimeSpan.FromTicks(1), TimeSpan.FromHours(25));
            }
        }
    }

    [Fact]
    public void A_zone_that_this_machine_does_not_know_keeps_nothing_back()
    {
        var device = new Installation { Id = "phone", PersonKey = "x", Platform = Platform.Local, PushChannel = "phone", TimeZone = "Mars/Olympus", QuietHours = new(new(0, 0), new(23, 59)) };

        Assert.Null(device.QuietUntil(Some.Morning));
    }

    private static string? Until(string from, string to, string now, string zone) =>
        new QuietHours(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture))
            .Until(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone))?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
