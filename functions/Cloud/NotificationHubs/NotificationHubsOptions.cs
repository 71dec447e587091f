namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>The settings under <c>NotificationHubs</c>.</summary>
public sealed class NotificationHubsOptions : IValidatableObject
{
    public const string Section = "NotificationHubs";
    private static readonly string[] Parts = ["Endpoint", "SharedAccessKeyName", "SharedAccessKey"];

    /// <summary>The connection string of a rule with the rights Listen and Send: the service knows no other way to sign in. An http endpoint is taken for a hub on this machine only.</summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>The hub in the namespace that the connection string names.</summary>
    [Required]
    public string HubName { get; set; } = "";

    /// <summary>How long one request may take. Default 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    internal bool IsOverHttp => Endpoint?.Scheme == Uri.UriSchemeHttp;

    private Uri? Endpoint => Uri.TryCreate(Cloud.ConnectionString.Part(ConnectionString, Parts[0]), UriKind.Absolute, out var endpoint) ? endpoint : null;

    /// <summary>What the attributes cannot say: that the secret was resolved and is a connection string.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        const string Key = $"{Section}:{nameof(ConnectionString)}";
        if (string.IsNullOrEmpty(ConnectionString))
            yield break;
        foreach (var refusal in KeyVaultReference.Refuse((Key, ConnectionString)))
            yield return refusal;
        if (KeyVaultReference.IsUnresolved(ConnectionString))
            yield break;
        if (Parts.Any(part => string.IsNullOrEmpty(Cloud.ConnectionString.Part(ConnectionString, part))))
            yield return new ValidationResult($"{Key} must have the parts {string.Join(" ", Parts.Select(part => part + "=…"))}, separated by semicolons.");
        else if (IsOverHttp && !Endpoint!.IsLoopback)
            yield return new ValidationResult($"{Key} has an http Endpoint, which is for hubs on this machine; elsewhere it is sb:// or https://.");
    }
}

[OptionsValidator]
internal sealed partial class NotificationHubsOptionsValidator : IValidateOptions<NotificationHubsOptions>;
