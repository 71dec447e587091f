using System.Globalization;
using System.Text;

namespace ServerlessSupport.Client.Phone;

/// <summary>Says things to the person at the terminal.</summary>
internal static class Wording
{
    /// <summary>What went wrong, with all that helps to find out why.</summary>
    public static string Of(Exception fault)
    {
        if (fault.InnerException is Servers.NoIssuerException noIssuer)
            return noIssuer.Message;
        if (fault is not SupportException support)
            return $"The server cannot be reached: {fault.Message}";
        var text = new StringBuilder(support.Message);
        if (support.Code == SupportException.NoToken && support.InnerException is { } cause)
            text.Clear().Append("The server cannot be reached for a token: ").Append(cause.Message);
        if (support.Code == SupportException.WrongServer)
            text.Append(" Here that is --server NAME=URL.");
        // The server's sentence mostly names the fields already.
        foreach (var (field, faults) in support.Errors.Where(error => !error.Value.All(fault => support.Message.Contains(fault, StringComparison.Ordinal))))
            text.Append(' ').Append(field).Append(' ').AppendJoin(' ', faults);
        var facts = new[] { support.Status?.ToString(CultureInfo.InvariantCulture), support.Code, support.TraceId is { } trace ? $"trace {trace}" : null }.OfType<string>();
        return facts.Any() ? text.Append(" (").AppendJoin(", ", facts).Append(')').ToString() : text.ToString();
    }

    /// <summary>A name of the SDK as words: InProgress is "in progress".</summary>
    public static string Of<T>(T name)
        where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var letter in name.ToString())
            text.Append(char.IsUpper(letter) && text.Length > 0 ? " " : "").Append(char.ToLowerInvariant(letter));
        return text.ToString();
    }

    /// <summary>Text from somebody else without what could steer a terminal.</summary>
    public static string Plain(string? text)
    {
        if (text is null)
            return "";
        var kept = text.ReplaceLineEndings("\n").Replace('\t', ' ').Where(c => c == '\n' || !IsSteering(c));
        return string.Concat(kept).Trim();
    }

    private static bool IsSteering(char c) =>
        char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format && c is not ('\u200d' or '\u200c');
}
