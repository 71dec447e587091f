using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit;

/// <summary>Tickets by their state, made the way the product makes them.</summary>
internal static class Some
{
    public const string Agent = "agent-ann";

    public static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly RemindersOptions Reminders = new();

    public static readonly Caller Alice = new("alice", "Alice", ActorRole.Customer);

    public static Ticket OpenTicket(string text = "Where is my parcel?") =>
        new Submission(TicketCategory.Question, null, text).Open(TicketId.New(Alice.Key, Morning), Alice, Morning, Reminders);

    public static Ticket ClaimedTicket() => Made(AgentRules.Claim(OpenTicket(), Agent, false, Morning.AddMinutes(1), Reminders));

    public static Ticket TicketWithProgress(string text = "We asked the carrier.") =>
        Made(AgentRules.Progress(ClaimedTicket(), Agent, text, Morning.AddMinutes(2), Reminders));

    public static Ticket ResolvedTicket(string text = "It arrives tomorrow.") => Made(AgentRules.Resolve(ClaimedTicket(), Agent, text, Morning.AddMinutes(3)));

    public static Ticket ClosedTicket() => Made(AgentRules.Close(ResolvedTicket(), Agent, null, Morning.AddMinutes(4)));

    /// <summary>A ticket with its first reminder.</summary>
    public static Ticket RemindedTicket() => ReminderRules.Remind(OpenTicket(), Morning + Reminders.First, Reminders)!;

    /// <summary>A device of an agent's.</summary>
    public static Installation AgentsDevice(string id, string agent = Agent) => Device(id, PersonKey.Of(agent)) with { Roles = [ActorRole.Agent] };

    /// <summary>A device of Alice's, or of somebody else's.</summary>
    public static Installation Device(string id, string? person = null) =>
        new() { Id = id, PersonKey = person ?? Alice.Key, Platform = Platform.Local, PushChannel = id, TimeZone = "UTC" };

    /// <summary>The value; a refusal fails the test with what it says.</summary>
    public static T Made<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.False(outcome.Refused(out var refusal, out var value), refusal?.Detail);
        return value!;
    }

    /// <summary>The code of the refusal; a value fails the test.</summary>
    public static string Refused<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Refused(out var refusal, out _), "It was not refused.");
        return refusal.Problem.Code;
    }

    /// <summary>Puts an installation of somebody who has room for it.</summary>
    public static async Task<Installation> PutAsync(this IInstallationStore store, Installation installation, CancellationToken cancellationToken) =>
        Assert.IsType<Installation>(await store.PutAsync(installation, limit: 100, cancellationToken));
}
