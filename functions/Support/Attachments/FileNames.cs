using System.Globalization;
using System.Text;

namespace ServerlessSupport.Attachments;

/// <summary>Makes names of files harmless: no path, nothing invisible or reserved, and an extension that fits the type.</summary>
public static class FileNames
{
    private const string Reserved = "\"*/:<>?\\|";
    private const string Nameless = "attachment";

    /// <summary>The name under which a file of this type is kept and saved; never empty, never long.</summary>
    public static string Clean(string name, AttachmentType type)
    {
        var clean = new string([.. name[(name.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes().Where(IsHarmless).SelectMany(rune => rune.ToString())]).Trim(' ', '.');
        var given = Path.GetExtension(clean);
        var extension = type.Extensions.FirstOrDefault(known => known.Equals(given, StringComparison.OrdinalIgnoreCase));
        var stem = extension is null ? clean : clean[..^extension.Length].TrimEnd(' ', '.');
        extension ??= type.Extensions[0];
        return Cut(stem.Length == 0 ? Nameless : stem, AttachmentLimits.FileNameLength - extension.Length) + extension;
    }

    // Format characters turn the direction of text, by which "exe.txt" can be made to look like "txt.exe".
    private static bool IsHarmless(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && rune != Rune.ReplacementChar
        && !(rune.IsAscii && Reserved.Contains((char)rune.Value, StringComparison.Ordinal));

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
