using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport;

/// <summary>The rules for what people write: when there is nothing to see in it, and what a text of one line is.</summary>
public static class WrittenText
{
    private static readonly string[] LineEnds = ["\r\n", "\r", "\n", "\v", "\f", "\u0085", "\u2028", "\u2029"];

    /// <summary>Whether nobody could see anything of the text: there is none, or only space and characters without a shape.</summary>
    public static bool IsEmpty(string? text)
    {
        foreach (var rune in text.AsSpan().EnumerateRunes())
        {
            if (!IsInvisible(rune))
                return false;
        }

        return true;
    }

    /// <summary>The text, or null when there is nothing to see in it.</summary>
    public static string? OrNull(string? text) => IsEmpty(text) ? null : text;

    /// <summary>
    /// The text as one line: whatever ends a line or moves along it is a space, and other control characters and those that turn
    /// the direction of what follows are left out. Never longer than the text was; empty when there is nothing to see.
    /// </summary>
    public static string OneLine(string? text)
    {
        if (IsEmpty(text))
            return "";
        // Most are one line of plain characters already.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text!.Trim();
        var line = new StringBuilder(text!.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSpacing(rune))
                line.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control && !TurnsDirection(rune))
                line.Append(rune);
        }

        return line.ToString().Trim();
    }

    /// <summary>The first line of a text in which there is something to see, as <see cref="OneLine"/> makes it.</summary>
    public static string FirstLine(string text) =>
        text.Split(LineEnds, StringSplitOptions.RemoveEmptyEntries).Select(OneLine).FirstOrDefault(line => line.Length > 0) ?? "";

    /// <summary>The text with letters and their accents composed (Unicode NFC), as most keyboards write them: what looks the same is the same.</summary>
    public static string Composed(string text) => Ascii.IsValid(text) ? text : WellFormed(text).Normalize(NormalizationForm.FormC);

    // Half a character is none, nor is a code point that Unicode keeps for no character (U+FFFE and the like): neither can be composed or decomposed.
    internal static string WellFormed(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF ? "\uFFFD" : rune.ToString()));

    /// <summary>Whether a character has no shape of its own: space, controls, format characters, fillers, selectors of variants, code points that are none.</summary>
    public static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format => !IsNumberSign(rune),
        UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        _ => IsFiller(rune) || IsVariationSelector(rune) || rune.Value is >= 0xE0000 and <= 0xE0FFF || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF,
    };

    /// <summary>Whether a character chooses the form of the one before it, as the colour of an emoji or the form of a Han character in a name.</summary>
    public static bool IsVariationSelector(Rune rune) => rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF or >= 0x180B and <= 0x180D or 0x180F;

    /// <summary>Whether a character is a format character by category only: signs that Arabic, Syriac and Kaithi write around numbers.</summary>
    public static bool IsNumberSign(Rune rune) => rune.Value is >= 0x600 and <= 0x605 or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD;

    /// <summary>Whether a character is part of a word: letters, their marks, and digits.</summary>
    internal static bool IsOfWord(Rune rune) => rune.IsAscii ? Rune.IsLetterOrDigit(rune) : Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Whether a character is of a script that writes no spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.</summary>
    internal static bool IsUnspaced(Rune rune) => rune.Value is >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF
        or >= 0x3005 and <= 0x3007 or >= 0x3040 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x323AF;

    // Letters and marks by category, and blank: of Hangul, Khmer, Khitan, Braille, and the joiner of graphemes.
    private static bool IsFiller(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x17B4 or 0x17B5 or 0x16FE4 or 0x2800 or 0x034F or 0x2065 or >= 0xFFF0 and <= 0xFFF8;

    private static bool IsSpacing(Rune rune) => rune.Value is >= '\t' and <= '\r' or 0x85 or 0x2028 or 0x2029;

    // Embeddings, overrides and isolates: what follows them reads backwards ("Trojan Source").
    private static bool TurnsDirection(Rune rune) => rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;
}

/// <summary>A text that must be there, and must have something in it that can be seen.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredTextAttribute : RequiredAttribute
{
    public RequiredTextAttribute() => ErrorMessage = "is required.";

    public override bool IsValid(object? value) => !WrittenText.IsEmpty(value as string);
}
