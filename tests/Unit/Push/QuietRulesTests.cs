using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

public sealed class QuietRulesTests
{
    private static readonly DateTimeOffset Now = Some.Morning;
    private static readonly IReadOnlyList<Installation> Both = [Some.Device("phone"), Some.Device("tablet")];
    private static readonly Delivery Held = new() { Seq = 3, State = DeliveryState.Pending, At = Now, HeldFor = ["phone"], HeldUntil = Now, HeldAt = Now };

    [Theory]
    [InlineData(EntryKind.Progress, true)]
    [InlineData(EntryKind.Reminder, true)]
    [InlineData(EntryKind.Result, false)]
    [InlineData(EntryKind.Status, false)]
    public void Progress_and_reminders_wait_and_what_the_customer_waits_for_does_not(EntryKind kind, bool canWait) =>
        Assert.Equal(canWait, QuietRules.CanWait(new TimelineEntry { Kind = kind, At = Now, By = ActorRole.Agent }));

    [Fact]
    public void What_was_held_goes_to_all_unless_others_had_it_and_to_nobody_once_it_was_opened()
    {
        Assert.Equal(["phone", "tablet"], Ids(QuietRules.Recipients(Held, Both)));
        Assert.Equal(["phone"], Ids(QuietRules.Recipients(Held with { SentAt = Now }, Both)));
        Assert.Empty(QuietRules.Recipients(Held with { SentAt = Now, OpenedAt = Now }, Both));
        Assert.Equal(["phone", "tablet"], Ids(QuietRules.Recipients(null, Both)));
    }

    [Fact]
    public void It_is_looked_at_when_the_first_quiet_hours_end()
    {
        var devices = new[] { 11, 10, 12 }.Select(hour => Some.Device($"until-{hour}") with { QuietHours = new QuietHours(new TimeOnly(8, 0), new TimeOnly(hour, 0)) }).ToList();

        var split = QuietRules.Split(devices, canWait: true, Now);

        Assert.Equal((0, 3, Now.Date.AddHours(10)), (split.Now.Count, split.Later.Count, split.Until!.Value.UtcDateTime));
        Assert.Equal((3, 0), (QuietRules.Split(devices, canWait: false, Now).Now.Count, QuietRules.Split(devices, canWait: false, Now).Later.Count));
    }

    [Fact]
    public void It_is_due_at_the_very_moment_and_keeps_when_it_was_first_held()
    {
        Assert.True(QuietRules.IsDue(new Lane { Updates = [Held] }, Now));
        Assert.False(QuietRules.IsDue(new Lane { Updates = [Held] }, Now.AddTicks(-1)));
        Assert.Equal(Now, Held.Hold(["tablet"], Now.AddHours(1), Now.AddMinutes(5)).HeldAt);
        Assert.Null(new Delivery { Seq = 3, State = DeliveryState.Sent, At = Now }.Hold([], null, Now).HeldAt);
    }

    private static IEnumerable<string> Ids(IEnumerable<Installation> devices) => devices.Select(device => device.Id);
}
