namespace ServerlessSupport.Cloud;

/// <summary>Reads connection strings as Azure writes them: Name=value;Name=value, the names in any case.</summary>
internal static class ConnectionString
{
    /// <summary>The value of a part; null when the string has no such part.</summary>
    public static string? Part(string? connectionString, string name) => connectionString?.Split(';', StringSplitOptions.TrimEntries)
        .FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..];
}
