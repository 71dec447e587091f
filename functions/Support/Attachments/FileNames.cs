namespace ServerlessSupport.Attachments;

/// <summary>
/// Makes names of files safe to save under anywhere: no path, nothing reserved, no invisible tricks, and an extension that fits
/// the type. What makes a name of a living language readable stays.
/// </summary>
public static class FileNames
{
    private const string Reserved = "\"*/:<>?\\|";
    private const string Nameless = "attachment";
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const int BlackFlag = 0x1F3F4;
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

    /// <summary>The name under which a file of this type is kept and saved; never empty, and at most 255 bytes of UTF-8.</summary>
    public static string Clean(string name, AttachmentType type)
    {
        var clean = Trim(Visible(WrittenText.OneLine(name[(name.LastIndexOfAny(['/', '\\']) + 1)..])));
        var given = Path.GetExtension(clean);
        var extension = type.Extensions.FirstOrDefault(known => known.Equals(given, StringComparison.OrdinalIgnoreCase));
        var stem = extension is null ? clean : Trim(clean[..^extension.Length]);
        extension ??= type.Extensions[0];
        if (IsDevice(stem))
            stem = "_" + stem;
        stem = Trim(Graphemes.CutToBytes(stem, AttachmentLimits.FileNameBytes - extension.Length));
        return (WrittenText.IsEmpty(stem) ? Nameless : stem) + extension;
    }

    private static string Trim(string name) => name.Trim(' ', '.');

    // Windows opens the device for such a name whatever its extensions are, and takes superscript digits too.
    private static bool IsDevice(string name)
    {
        var stem = name.Split('.', 2)[0].TrimEnd();
        return Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (stem.Length == 4 && (char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³')
                && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
    }

    private static string Visible(string line)
    {
        var kept = new StringBuilder(line.Length);
        var last = new Rune(' ');
        foreach (var rune in line.EnumerateRunes())
        {
            // A dot at the start goes at once, so that a mark on it goes too and does not come to stand alone.
            if (Keep(rune, last) is not { } good || (good.Value == ' ' && last.Value == ' ') || (good.Value == '.' && kept.Length == 0))
                continue;
            kept.Append(good.ToString());
            last = good;
        }

        return kept.ToString();
    }

    // What joins or varies needs something before it that can be joined or varied.
    private static Rune? Keep(Rune rune, Rune last)
    {
        if (rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner)
            return Joins(last) ? rune : null;
        if (WrittenText.IsVariationSelector(rune))
            return !last.IsAscii || Rune.IsDigit(last) || last.Value == '#' ? KeepAfter(rune, last) : null;
        if (rune.Value is >= 0xE0020 and <= 0xE007F)
            return last.Value is BlackFlag or (>= 0xE0020 and < 0xE007F) ? rune : null;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator => new Rune(' '),
            UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => null,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark when !WrittenText.IsInvisible(rune) => KeepAfter(rune, last),
            _ => WrittenText.IsInvisible(rune) || rune == Rune.ReplacementChar || IsReserved(rune) ? null : rune,
        };
    }

    private static Rune? KeepAfter(Rune rune, Rune last) => last.Value == ' ' || WrittenText.IsVariationSelector(last) && WrittenText.IsVariationSelector(rune) ? null : rune;

    // Letters of the scripts from Hebrew on, which change their form beside each other, and the parts of an emoji.
    private static bool Joins(Rune rune) =>
        rune.Value is >= 0x590 and not (>= 0x1E00 and <= 0x1FFF)
        && (Rune.IsLetter(rune) || WrittenText.IsVariationSelector(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol);

    private static bool IsReserved(Rune rune) => rune.IsAscii && Reserved.Contains((char)rune.Value, StringComparison.Ordinal);
}
