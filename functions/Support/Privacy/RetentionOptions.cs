using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ServerlessSupport.Privacy;

/// <summary>The settings under <c>Retention</c>.</summary>
public sealed class RetentionOptions : IValidatableObject
{
    public const string Section = "Retention";

    /// <summary>
    /// How long a ticket that is resolved or closed is kept after its last change, with its files and its delivery log; 0 for good, else longer than <c>Tickets:ReopenWindow</c>. Default 0.
    /// </summary>
    public TimeSpan EndedTickets { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EndedTickets < TimeSpan.Zero || EndedTickets > TimeSpan.FromDays(36_500))
            yield return new ValidationResult($"{Section}:{nameof(EndedTickets)} must be 0 for good, or up to 36500 days, as 365.00:00:00.");
    }
}

[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
