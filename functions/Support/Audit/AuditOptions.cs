using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Audit;

/// <summary>The settings under <c>Audit</c>.</summary>
public sealed class AuditOptions : IValidatableObject
{
    public const string Section = "Audit";

    /// <summary>The key that lines are signed with: 32 bytes or more, in base64. The local edition makes one and keeps it in its data folder.</summary>
    public string? Key { get; set; }

    /// <summary>Keys that lines were signed with before, with commas between them: they verify, and sign nothing.</summary>
    public string? FormerKeys { get; set; }

    /// <summary>How long a line is kept; 0 for good, and at least 30 days otherwise. Counts for lines that are written from then on. Default 0.</summary>
    public TimeSpan KeptFor { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Key) && AuditKeys.Parse(Key) is null)
            yield return new ValidationResult($"{Section}:{nameof(Key)} is no key: it must be 32 bytes or more in base64, as openssl rand -base64 32 makes one.");
        if (AuditKeys.Split(FormerKeys).Any(key => AuditKeys.Parse(key) is null))
            yield return new ValidationResult($"{Section}:{nameof(FormerKeys)} holds something that is no key: they must be 32 bytes or more in base64, with commas between them.");
        if (KeptFor != TimeSpan.Zero && (KeptFor < TimeSpan.FromDays(30) || KeptFor > TimeSpan.FromDays(36_500)))
            yield return new ValidationResult($"{Section}:{nameof(KeptFor)} must be 0 for good, or 30 to 36500 days, as 365.00:00:00.");
    }
}

[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;
