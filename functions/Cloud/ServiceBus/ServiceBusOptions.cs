namespace ServerlessSupport.Cloud.ServiceBus;

/// <summary>The settings under <c>ServiceBus</c>. The namespace is named either by <see cref="FullyQualifiedNamespace"/>, and then an identity signs in, or by a connection string as the value of <c>ServiceBus</c> itself.</summary>
public sealed class ServiceBusOptions : IValidatableObject
{
    public const string Section = "ServiceBus";

    /// <summary>The host name of the namespace, as NAME.servicebus.windows.net; without a connection string only.</summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>The client id of the user-assigned identity that signs in; without it the system-assigned one does.</summary>
    public string? ClientId { get; set; }

    /// <summary>The value of <c>ServiceBus</c> itself.</summary>
    internal string? ConnectionString { get; set; }

    /// <summary>What attributes cannot say: one namespace, and every secret resolved.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var refusal in KeyVaultReference.Refuse((Section, ConnectionString), ($"{Section}:fullyQualifiedNamespace", FullyQualifiedNamespace), ($"{Section}:clientId", ClientId)))
            yield return refusal;

        if (string.IsNullOrEmpty(ConnectionString) == string.IsNullOrEmpty(FullyQualifiedNamespace))
            yield return new ValidationResult($"Set one of {Section}:fullyQualifiedNamespace (with {Section}:clientId) and the connection string {Section}.");
        else if (!string.IsNullOrEmpty(FullyQualifiedNamespace) && Uri.CheckHostName(FullyQualifiedNamespace) != UriHostNameType.Dns)
            yield return new ValidationResult($"{Section}:fullyQualifiedNamespace is no host name, as NAME.servicebus.windows.net is one.");
    }
}

[OptionsValidator]
internal sealed partial class ServiceBusOptionsValidator : IValidateOptions<ServiceBusOptions>;
