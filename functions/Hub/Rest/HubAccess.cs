using System.Security.Cryptography;

namespace ServerlessSupport.Hub.Rest;

/// <summary>The hub's name and the one rule by which it is used. SDKs sign with the rule's key.</summary>
internal sealed class HubAccess
{
    public const string Rule = "DefaultFullSharedAccessSignature";
    private const string Scheme = "SharedAccessSignature ";
    private readonly Lazy<string> _key;
    private readonly TimeProvider _time;

    /// <exception cref="InvalidDataException">The options name no hub.</exception>
    public HubAccess(HubOptions options, TimeProvider time)
    {
        options.Validate();
        (Name, _key, _time) = (options.Name, new Lazy<string>(() => NotBlank(options.Key())), time);
    }

    public string Name { get; }

    /// <exception cref="InvalidDataException">There is none: everybody could sign with it.</exception>
    public string Key => _key.Value;

    /// <summary>What SDKs are given to reach the hub at an address of this server.</summary>
    public string ConnectionString(HttpRequest request) => $"Endpoint={request.Scheme}://{request.Host.Value}/;SharedAccessKeyName={Rule};SharedAccessKey={Key}";

    /// <summary>Whether an SDK sent the request, by its form.</summary>
    public static bool IsSigned(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Why the request may not be done; null when it may. The signature is checked over the resource as it was sent: SDKs spell it differently.</summary>
    public string? Refuse(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!IsSigned(request))
            return "The request has no SharedAccessSignature.";
        var parts = header[Scheme.Length..].Split('&').Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .DistinctBy(part => part[0]).ToDictionary(part => part[0].Trim(), part => part[1].Trim());
        if (!parts.TryGetValue("sr", out var resource) || !parts.TryGetValue("sig", out var signature)
            || !parts.TryGetValue("se", out var expiry) || !parts.TryGetValue("skn", out var rule))
            return "The SharedAccessSignature needs sr, sig, se and skn.";
        if (Uri.UnescapeDataString(rule) != Rule || !IsSigned(resource, expiry, Uri.UnescapeDataString(signature)))
            return "The signature is not one of this hub's key.";
        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds <= _time.GetUtcNow().ToUnixTimeSeconds())
            return "The SharedAccessSignature has expired.";
        return Covers(resource, request) ? null : "The SharedAccessSignature is for another resource.";
    }

    private static string NotBlank(string key) =>
        string.IsNullOrWhiteSpace(key) ? throw new InvalidDataException("The hub's key is empty: give it one, or delete the file that keeps it and a new one is made.") : key;

    private bool IsSigned(string resource, string expiry, string signature)
    {
        // The key is used as the text it is, not as the bytes it encodes.
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        var given = new byte[expected.Length];
        return Convert.TryFromBase64String(signature, given, out var length) && length == expected.Length && CryptographicOperations.FixedTimeEquals(given, expected);
    }

    // Ports and schemes differ between SDKs, hosts and paths do not.
    private static bool Covers(string resource, HttpRequest request) =>
        Uri.TryCreate(Uri.UnescapeDataString(resource), UriKind.Absolute, out var uri)
        && uri.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
        && request.Path.StartsWithSegments(new PathString(uri.AbsolutePath.TrimEnd('/')), StringComparison.OrdinalIgnoreCase);
}
