namespace ServerlessSupport.Cloud;

/// <summary>Tells a setting that the platform should have replaced by a secret of the vault, and did not.</summary>
public static class KeyVaultReference
{
    private const string Prefix = "@Microsoft.KeyVault(";

    /// <summary>True when the value still is the reference: the app may not read the vault, or the secret is not there.</summary>
    public static bool IsUnresolved(string? value) => value?.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true;
}
