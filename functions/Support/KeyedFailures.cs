namespace ServerlessSupport;

/// <summary>Has a validator name settings by their keys: it speaks of RemindersOptions.First, whoever sets it knows it as Reminders:First.</summary>
internal sealed class KeyedFailures<TOptions>(IValidateOptions<TOptions> validator, string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options) => validator.Validate(name, options) is { Failed: true } result
        ? ValidateOptionsResult.Fail(result.Failures.Select(Keyed))
        : ValidateOptionsResult.Success;

    private string Keyed(string failure)
    {
        var keyed = failure.Replace($"{typeof(TOptions).Name}.", $"{section}:", StringComparison.Ordinal);
        // "First: The field Reminders:First must be …" says it twice.
        return keyed.Split(": ", 2) is [var member, var sentence] && sentence.Contains($"{section}:{member}", StringComparison.Ordinal) ? sentence : keyed;
    }
}
