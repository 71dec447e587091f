namespace ServerlessSupport.Cloud.Blobs;

/// <summary>The settings under <c>Blobs</c>. The account is named either by <see cref="ServiceUri"/>, and then an identity signs in, or by a connection string as the value of <c>Blobs</c> itself.</summary>
public sealed class BlobsOptions : IValidatableObject
{
    public const string Section = "Blobs";

    /// <summary>The address of the account's blobs; https, unless it is on this machine.</summary>
    public string? ServiceUri { get; set; }

    /// <summary>The client id of the user-assigned identity that signs in; without it the system-assigned one does.</summary>
    public string? ClientId { get; set; }

    /// <summary>The value of <c>Blobs</c> itself.</summary>
    internal string? ConnectionString { get; set; }

    /// <summary>What the attributes cannot say: one account, at an address that is safe, and every secret resolved.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var refusal in KeyVaultReference.Refuse((Section, ConnectionString), ($"{Section}:{nameof(ServiceUri)}", ServiceUri), ($"{Section}:clientId", ClientId)))
            yield return refusal;

        if (string.IsNullOrEmpty(ConnectionString) == string.IsNullOrEmpty(ServiceUri))
            yield return new ValidationResult($"Set one of {Section}:{nameof(ServiceUri)} (with {Section}:clientId) and the connection string {Section}.");
        else if (!string.IsNullOrEmpty(ServiceUri) && !(Uri.TryCreate(ServiceUri, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback)))
            yield return new ValidationResult($"{Section}:{nameof(ServiceUri)} is no https address, as https://NAME.blob.core.windows.net/ is one.");
    }
}

[OptionsValidator]
internal sealed partial class BlobsOptionsValidator : IValidateOptions<BlobsOptions>;
