using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Tickets;

/// <summary>The settings under <c>Tickets</c>.</summary>
public sealed class TicketsOptions
{
    public const string Section = "Tickets";

    /// <summary>How long after its result an inquiry reopens a ticket; later ones become a linked follow-up ticket. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan ReopenWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Whether customers see what the agents are called who write to them. Default false.</summary>
    public bool ShowAgentNames { get; set; }

    /// <summary>How many tickets a customer may open in an hour; 0 for no limit. Default 30.</summary>
    [Range(0, PageRequest.MaxLimit)]
    public int MaxPerHour { get; set; } = 30;

    /// <summary>How many tickets a customer may open in a day; 0 for no limit. Default 100.</summary>
    [Range(0, PageRequest.MaxLimit)]
    public int MaxPerDay { get; set; } = 100;

    /// <summary>How often a customer may write or ask in an hour, on all tickets together; 0 for no limit. Default 60.</summary>
    [Range(0, 100_000)]
    public int MaxTextsPerHour { get; set; } = 60;

    /// <summary>How often a customer may write or ask in a day; 0 for no limit. Default 300.</summary>
    [Range(0, 100_000)]
    public int MaxTextsPerDay { get; set; } = 300;

    /// <summary>How many files a customer may announce in an hour; 0 for no limit. Default 60.</summary>
    [Range(0, 100_000)]
    public int MaxUploadsPerHour { get; set; } = 60;

    /// <summary>How many files a customer may announce in a day; 0 for no limit. Default 200.</summary>
    [Range(0, 100_000)]
    public int MaxUploadsPerDay { get; set; } = 200;
}

/// <summary>Within what time a status that is asked for again is answered but not pushed again: a setting of pushing that the rules of tickets need.</summary>
public sealed record StatusInterval(TimeSpan Value);

[OptionsValidator]
internal sealed partial class TicketsOptionsValidator : IValidateOptions<TicketsOptions>;

/// <summary>The settings under <c>Reminders</c>.</summary>
public sealed class RemindersOptions
{
    public const string Section = "Reminders";

    /// <summary>How long a ticket may wait before agents are reminded of it for the first time. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan First { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long between two reminders of the same ticket. Default 4 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan Repeat { get; set; } = TimeSpan.FromHours(4);

    /// <summary>The last step: after so many reminders without any work on the ticket no more are sent. Default 10.</summary>
    [Range(1, 50)]
    public int MaxLevel { get; set; } = 10;

    /// <summary>When the timer looks for due reminders: a six-field NCRONTAB expression, UTC. Default each minute.</summary>
    [Required]
    public string Schedule { get; set; } = DefaultSchedule;

    /// <summary>The latest time at which a step can be due that is decided now.</summary>
    internal DateTimeOffset Latest(DateTimeOffset now) => now + (First > Repeat ? First : Repeat) + Clocks.Skew;

    public const string DefaultSchedule = "0 * * * * *";
}

[OptionsValidator]
internal sealed partial class RemindersOptionsValidator : IValidateOptions<RemindersOptions>;
