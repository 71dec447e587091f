namespace ServerlessSupport.Cloud;

/// <summary>Tells a setting that the platform should have replaced by a secret of the vault, and did not.</summary>
public static class KeyVaultReference
{
    private const string Prefix = "@Microsoft.KeyVault(";

    /// <summary>True when the value still is the reference: the app may not read the vault, or the secret is not there.</summary>
    public static bool IsUnresolved(string? value) => value?.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What is wrong with those of the settings that still are references.</summary>
    internal static IEnumerable<ValidationResult> Refuse(params IEnumerable<(string Key, string? Value)> settings) => settings
        .Where(setting => IsUnresolved(setting.Value))
        .Select(setting => new ValidationResult(Unresolved(setting.Key)));

    /// <summary>What is said of such a setting.</summary>
    internal static string Unresolved(string key) => $"{key} is a Key Vault reference that was not resolved: see that the secret exists and that the app's identity may read it.";
}
