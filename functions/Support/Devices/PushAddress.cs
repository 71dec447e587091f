using System.Net;

namespace ServerlessSupport.Devices;

/// <summary>
/// Whether an address that an app gave may be one of a push service. This server calls none of them, the push platform does, from a network of its own; what could only
/// be meant for the inside of a network is refused all the same, so that nobody has to rely on that.
/// </summary>
public static class PushAddress
{
    // Names that no public resolver answers: RFC 6761, RFC 6762, RFC 8375, and what networks call their insides.
    private static readonly string[] Inside = ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa", "in-addr.arpa", "ip6.arpa", "test", "invalid", "onion"];

    /// <summary>True for HTTPS to a host with a public name; no push service has a bare number for one.</summary>
    public static bool IsPublic(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps || address.UserInfo.Length > 0 || address.HostNameType != UriHostNameType.Dns)
            return false;
        if (NameOf(address) is not { } host)
            return false;
        return host.Contains('.', StringComparison.Ordinal)
            && !IPAddress.TryParse(host, out _)
            && !Inside.Any(name => host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
    }

    // Letters that no name may have are found when it is asked for.
    private static string? NameOf(Uri address)
    {
        try
        {
            return address.IdnHost.TrimEnd('.');
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}

/// <summary>The tags that installations carry. Only the server sets them, and only here are they spelled.</summary>
public static class Tags
{
    /// <summary>
    /// One registration: an installation and the person signed in on it. What is sent names it, so that a push decided before
    /// the phone changed hands reaches nobody.
    /// </summary>
    public static string Registration(string installationId, string personKey) => $"device:{installationId}:{personKey}";
}
