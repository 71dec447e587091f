using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ServerlessSupport.Local.Push.Rest;

/// <summary>The hub's name and the one rule by which it is used. The rule's key stays in the data folder.</summary>
internal sealed partial class HubAccess
{
    public const string NameSetting = "Local:Hub";
    public const string DefaultName = "support";
    public const string Rule = "DefaultFullSharedAccessSignature";

    private const string Scheme = "SharedAccessSignature ";
    private static readonly string[] Taken = ["api", "local", "admin"];

    private readonly Lazy<string> _key;
    private readonly TimeProvider _time;

    public HubAccess(string name, Func<string> key, TimeProvider time) => (Name, _key, _time) = (name, new Lazy<string>(key), time);

    public string Name { get; }

    /// <summary>The hub as the settings name it, with the key that the folder keeps; made when it is first asked for.</summary>
    /// <exception cref="InvalidDataException">The name is none a hub can have here.</exception>
    public static HubAccess Open(string? name, string dataFolder, TimeProvider time)
    {
        name ??= DefaultName;
        return Names().IsMatch(name) && !Taken.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? new HubAccess(name, () => PrivateFile.ReadOrMake(Path.Combine(dataFolder, "hub.key"), MakeKey).Trim(), time)
            : throw new InvalidDataException($"{NameSetting} must be 1 to 64 letters, digits, - or _, beginning with a letter, and not one of {string.Join(", ", Taken)}.");
    }

    /// <summary>What SDKs are given to reach the hub at an address of this server.</summary>
    public string ConnectionString(HttpRequest request) => $"Endpoint={request.Scheme}://{request.Host}/;SharedAccessKeyName={Rule};SharedAccessKey={_key.Value}";

    /// <summary>Why the request may not be done; null when it may. The signature is checked over the resource as it was sent: SDKs spell it differently.</summary>
    public string? Refuse(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
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

    private bool IsSigned(string resource, string expiry, string signature)
    {
        // The key is used as the text it is, not as the bytes it encodes.
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key.Value), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        var given = new byte[expected.Length];
        return Convert.TryFromBase64String(signature, given, out var length) && length == expected.Length && CryptographicOperations.FixedTimeEquals(given, expected);
    }

    // Ports and schemes differ between SDKs, hosts and paths do not.
    private static bool Covers(string resource, HttpRequest request) =>
        Uri.TryCreate(Uri.UnescapeDataString(resource), UriKind.Absolute, out var uri)
        && uri.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
        && request.Path.StartsWithSegments(new PathString(uri.AbsolutePath.TrimEnd('/')), StringComparison.OrdinalIgnoreCase);

    private static string MakeKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex Names();
}
