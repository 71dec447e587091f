using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Push;

/// <summary>The settings under <c>Push</c>.</summary>
public sealed class PushOptions
{
    public const string Section = "Push";

    /// <summary>The name that each push carries, so that an app which talks to several servers knows whose it is.</summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9.-]{0,62}$", ErrorMessage = "The field {0} must be a name of up to 63 lower-case letters, digits, dots and dashes, as acme-shop.")]
    public string Server { get; set; } = "support";

    /// <summary>A status asked for again within this time is answered but not pushed again. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StatusInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a push carries the text of the update or only its ids. Default full.</summary>
    public PushContent Content { get; set; } = PushContent.Full;

    /// <summary>How often a push that fails is tried again before it becomes a dead letter. Default 8.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The delay before the first retry; each later one doubles it, and each is shortened at random by up to half. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>No retry waits longer than this, whatever the platform asks for. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many tickets are pushed at the same time, of one customer half as many. Default 8.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 8;

    /// <summary>How long the platform may take to answer, and how long one ticket may keep a worker busy. Default 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>After so many failures in a row the platform counts as down and is left alone. Default 10.</summary>
    [Range(1, 1_000)]
    public int CircuitFailures { get; set; } = 10;

    /// <summary>How long a platform that is down is left alone before one push tries it again. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan CircuitBreak { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An update that no device confirmed within this time is sent once more, and after it again counts as not reached.
    /// Zero turns both off, for apps that do not confirm. Default 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long reminders are gathered, so that an agent gets one push for all that fell due together. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ReminderWindow { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>When the reconciler looks for updates that were never pushed or never confirmed: six-field NCRONTAB, UTC. Default every 5 minutes.</summary>
    [Required]
    public string ReconcileSchedule { get; set; } = DefaultReconcileSchedule;

    public const string DefaultReconcileSchedule = "30 */5 * * * *";

    /// <summary>How to go through tickets side by side.</summary>
    internal ParallelOptions SideBySide(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
}

/// <summary>What a push carries.</summary>
[JsonConverter(typeof(StrictEnumConverter<PushContent>))]
public enum PushContent
{
    /// <summary>The text too, cut to fit.</summary>
    Full,

    /// <summary>Only ids: the device fetches the text.</summary>
    Ids,
}

[OptionsValidator]
internal sealed partial class PushOptionsValidator : IValidateOptions<PushOptions>;
