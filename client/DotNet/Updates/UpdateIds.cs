using System.Globalization;

namespace ServerlessSupport.Client;

/// <summary>The ids of updates, as the wire writes them and as the store sorts them.</summary>
internal static class UpdateIds
{
    public static string Of(string ticketId, int seq) => $"{ticketId}:{seq.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Sorts by ticket, then by number.</summary>
    public static string Key(string ticketId, int seq) => Prefix(ticketId) + seq.ToString("D10", CultureInfo.InvariantCulture);

    public static string Prefix(string ticketId) => ticketId + ":";
}
