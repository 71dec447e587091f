using Microsoft.Extensions.Options;

namespace ServerlessSupport;

/// <summary>Has a validator name settings by their keys: it speaks of RemindersOptions.First, whoever sets it knows it as Reminders:First.</summary>
internal sealed class KeyedFailures<TOptions>(IValidateOptions<TOptions> validator, string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options) => validator.Validate(name, options) is { Failed: true } result
        ? ValidateOptionsResult.Fail(result.Failures.Select(failure => failure.Replace($"{typeof(TOptions).Name}.", $"{section}:", StringComparison.Ordinal)))
        : ValidateOptionsResult.Success;
}
