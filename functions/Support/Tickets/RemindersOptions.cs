using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Tickets;

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
