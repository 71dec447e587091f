using Azure.Core;
using Azure.Identity;

namespace ServerlessSupport.Cloud;

/// <summary>The managed identity with which the app signs in to the services of Azure.</summary>
internal static class AppIdentity
{
    /// <summary>
    /// The user-assigned identity of this client id; without one, the system-assigned identity. It is named and not found by trial, because a
    /// chain of credentials asks addresses that answer slowly or not at all.
    /// </summary>
    public static TokenCredential Of(string? clientId) =>
        new ManagedIdentityCredential(string.IsNullOrEmpty(clientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
}

/// <summary>Reads connection strings as Azure writes them: Name=value;Name=value, the names in any case.</summary>
internal static class ConnectionString
{
    /// <summary>The value of a part; null when the string has no such part.</summary>
    public static string? Part(string? connectionString, string name) => connectionString?.Split(';', StringSplitOptions.TrimEntries)
        .FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..];
}
