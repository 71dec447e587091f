using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>The settings under <c>Cosmos</c>. The account is named either by <see cref="AccountEndpoint"/>, and then an identity signs in, or by a connection string as the value of <c>Cosmos</c> itself.</summary>
public sealed class CosmosOptions : IValidatableObject
{
    public const string Section = "Cosmos";

    /// <summary>The address of the account, with <see cref="ClientId"/>; without a connection string only.</summary>
    public string? AccountEndpoint { get; set; }

    /// <summary>The client id of the user-assigned identity that signs in; without it the system-assigned one does.</summary>
    public string? ClientId { get; set; }

    /// <summary>The database that holds the containers. Default support.</summary>
    [Required]
    public string DatabaseName { get; set; } = "support";

    /// <summary>Whether requests go straight to the replicas or through the gateway, as emulators want it. Default Direct.</summary>
    public ConnectionMode ConnectionMode { get; set; } = ConnectionMode.Direct;

    /// <summary>How often a request that Cosmos throttled is tried again before callers are told to wait. Default 6.</summary>
    [Range(0, 30)]
    public int ThrottledRetries { get; set; } = 6;

    /// <summary>How long those retries may wait in all, whole seconds. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ThrottledWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may take with all that is repeated before callers are told to come again. Default 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The value of <c>Cosmos</c> itself.</summary>
    internal string? ConnectionString { get; set; }

    /// <summary>The account that the connection string names; null when it names none.</summary>
    internal Uri? ConnectedEndpoint =>
        Cloud.ConnectionString.Part(ConnectionString, "AccountEndpoint") is { } endpoint && Cloud.ConnectionString.Part(ConnectionString, "AccountKey") is not null && Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? uri : null;

    /// <summary>What the attributes cannot say: one account, and every secret resolved.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var refusal in KeyVaultReference.Refuse((Section, ConnectionString), ($"{Section}:accountEndpoint", AccountEndpoint), ($"{Section}:clientId", ClientId)))
            yield return refusal;

        if (string.IsNullOrEmpty(ConnectionString) == string.IsNullOrEmpty(AccountEndpoint))
            yield return new ValidationResult($"Set one of {Section}:accountEndpoint (with {Section}:clientId) and the connection string {Section}.");
        else if (string.IsNullOrEmpty(AccountEndpoint) && !KeyVaultReference.IsUnresolved(ConnectionString) && ConnectedEndpoint is null)
            yield return new ValidationResult($"{Section} is no connection string, as AccountEndpoint=https://NAME.documents.azure.com:443/;AccountKey=… is one.");
        else if (!string.IsNullOrEmpty(AccountEndpoint) && !Uri.TryCreate(AccountEndpoint, UriKind.Absolute, out _))
            yield return new ValidationResult($"{Section}:accountEndpoint is no address, as https://NAME.documents.azure.com:443/ is one.");
    }
}

[OptionsValidator]
internal sealed partial class CosmosOptionsValidator : IValidateOptions<CosmosOptions>;
