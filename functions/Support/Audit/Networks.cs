using System.Net;
using System.Net.Sockets;

namespace ServerlessSupport.Audit;

/// <summary>Shortens addresses to the network that they are in, which tells offices and countries apart and no person.</summary>
public static class Networks
{
    /// <summary>The first 24 bits of an IPv4 address, the first 48 of an IPv6 address: <c>203.0.113.0/24</c>, <c>2001:db8:1::/48</c>.</summary>
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
