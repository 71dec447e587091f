using Azure.Core;

namespace ServerlessSupport.Cloud.Telemetry;

/// <summary>Where telemetry goes: settings that OpenTelemetry and Azure name, at the root. With neither target nothing is collected. The exporters read further <c>OTEL_…</c> settings themselves.</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    internal const string OtlpEndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    internal const string OtlpHeadersKey = "OTEL_EXPORTER_OTLP_HEADERS";
    internal const string OtlpProtocolKey = "OTEL_EXPORTER_OTLP_PROTOCOL";
    internal const string ConnectionStringKey = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    internal const string AuthenticationKey = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>The address of a collector, as http://127.0.0.1:4317.</summary>
    [ConfigurationKeyName(OtlpEndpointKey)]
    public string? OtlpEndpoint { get; set; }

    /// <summary>What is sent along to the collector, as name=value,name=value.</summary>
    [ConfigurationKeyName(OtlpHeadersKey)]
    public string? OtlpHeaders { get; set; }

    /// <summary>How the collector is spoken to: grpc (the default) or http/protobuf.</summary>
    [ConfigurationKeyName(OtlpProtocolKey)]
    public string? OtlpProtocol { get; set; }

    /// <summary>The connection string of an Application Insights component.</summary>
    [ConfigurationKeyName(ConnectionStringKey)]
    public string? ConnectionString { get; set; }

    /// <summary>Who signs in to that component, as ClientId=…;Authorization=AAD; without it the connection string must do.</summary>
    [ConfigurationKeyName(AuthenticationKey)]
    public string? Authentication { get; set; }

    internal bool ExportsOtlp => !string.IsNullOrEmpty(OtlpEndpoint);

    internal bool ExportsToAzure => !string.IsNullOrEmpty(ConnectionString);

    /// <summary>The identity that signs in to Application Insights; null when none has to.</summary>
    internal TokenCredential? Credential() =>
        "AAD".Equals(Cloud.ConnectionString.Part(Authentication, "Authorization"), StringComparison.OrdinalIgnoreCase)
            ? AppIdentity.Of(Cloud.ConnectionString.Part(Authentication, "ClientId"))
            : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Key, string? Value)[] all =
            [(OtlpEndpointKey, OtlpEndpoint), (OtlpHeadersKey, OtlpHeaders), (OtlpProtocolKey, OtlpProtocol), (ConnectionStringKey, ConnectionString), (AuthenticationKey, Authentication)];
        var unresolved = all.Where(setting => KeyVaultReference.IsUnresolved(setting.Value)).Select(setting => setting.Key).ToHashSet();
        foreach (var refusal in KeyVaultReference.Refuse(all))
            yield return refusal;

        if (ExportsOtlp && !unresolved.Contains(OtlpEndpointKey) && !IsAddress(OtlpEndpoint))
            yield return new ValidationResult($"{OtlpEndpointKey} is no address, as http://127.0.0.1:4317 is one.");
        if (!unresolved.Contains(OtlpProtocolKey) && OtlpProtocol is not (null or "" or "grpc" or "http/protobuf"))
            yield return new ValidationResult($"{OtlpProtocolKey} must be grpc or http/protobuf.");
        if (!unresolved.Contains(OtlpHeadersKey) && !string.IsNullOrEmpty(OtlpHeaders) && !OtlpHeaders.Split(',').All(IsHeader))
            yield return new ValidationResult($"{OtlpHeadersKey} must be name=value,name=value.");
        if (ExportsToAzure && !unresolved.Contains(ConnectionStringKey) && !(Guid.TryParse(Cloud.ConnectionString.Part(ConnectionString, "InstrumentationKey"), out _) && IsAddress(Cloud.ConnectionString.Part(ConnectionString, "IngestionEndpoint") ?? DefaultIngestion)))
            yield return new ValidationResult($"{ConnectionStringKey} is no connection string, as InstrumentationKey=GUID;IngestionEndpoint=https://REGION.in.applicationinsights.azure.com/ is one.");
    }

    private const string DefaultIngestion = "https://dc.services.visualstudio.com/";

    private static bool IsAddress(string? value) => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    private static bool IsHeader(string pair) => pair.Split('=', 2) is [var name, _] && name.Trim() is { Length: > 0 } trimmed && !trimmed.Any(char.IsWhiteSpace);
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
