using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Privacy;

/// <summary>The settings under <c>Retention</c>.</summary>
public sealed class RetentionOptions : IValidatableObject
{
    public const string Section = "Retention";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>
    /// How long a ticket that is resolved or closed is kept after its last change, with its files and its delivery log; 0 for good, else longer than <c>Tickets:ReopenWindow</c>. Default 0.
    /// </summary>
    public TimeSpan EndedTickets { get; set; }

    /// <summary>
    /// How long what is known of a ticket's deliveries (devices, outcomes, receipts) is kept after its last change; how far each lane has come stays as long as the ticket. 0 for good, else a day or
    /// more. Default 90 days.
    /// </summary>
    public TimeSpan DeliveryLogs { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long a file that was uploaded and not confirmed is kept, an hour or more. Default a day. On Azure a lifecycle rule of the storage account removes them, and its days are the parameter
    /// <c>unconfirmedUploadDays</c> of the deployment.
    /// </summary>
    public TimeSpan UnconfirmedUploads { get; set; } = TimeSpan.FromDays(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EndedTickets < TimeSpan.Zero || EndedTickets > Longest)
            yield return new ValidationResult($"{Section}:{nameof(EndedTickets)} must be 0 for good, or up to 36500 days, as 365.00:00:00.");
        if (DeliveryLogs != TimeSpan.Zero && (DeliveryLogs < TimeSpan.FromDays(1) || DeliveryLogs > Longest))
            yield return new ValidationResult($"{Section}:{nameof(DeliveryLogs)} must be 0 for good, or 1 to 36500 days, as 90.00:00:00.");
        if (UnconfirmedUploads < TimeSpan.FromHours(1) || UnconfirmedUploads > Longest)
            yield return new ValidationResult($"{Section}:{nameof(UnconfirmedUploads)} must be an hour to 36500 days, as 1.00:00:00.");
    }
}

[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
