using System.Globalization;

namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>What follows the name of a command, read a word at a time.</summary>
internal sealed class Words(string text)
{
    /// <summary>What is not read yet.</summary>
    public string Rest { get; private set; } = text.Trim();

    /// <summary>How many words are not read yet.</summary>
    public int Count => Rest.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>The next word; null at the end.</summary>
    public string? Next()
    {
        if (Rest.Length == 0)
            return null;
        var end = Rest.AsSpan().IndexOfAny(' ', '\t');
        var word = end < 0 ? Rest : Rest[..end];
        Rest = end < 0 ? "" : Rest[end..].TrimStart();
        return word;
    }

    /// <summary>The next word, which must be there.</summary>
    public string Need(string what) => Next() ?? throw new CommandException($"Say {what}.");

    /// <summary>All that is left, which must be something.</summary>
    public string NeedRest(string what)
    {
        var rest = Rest.Length > 0 ? Rest : throw new CommandException($"Say {what}.");
        Rest = "";
        return rest;
    }

    /// <summary>All that is left; null when nothing is.</summary>
    public string? TakeRest() => Rest.Length > 0 ? NeedRest("it") : null;

    /// <summary>Reads 500ms, 20s or 2m; null when the word is none of these.</summary>
    public static TimeSpan? Duration(string word)
    {
        var (digits, unit) = word switch
        {
            [.. var number, 'm', 's'] => (number, TimeSpan.FromMilliseconds(1)),
            [.. var number, 's'] => (number, TimeSpan.FromSeconds(1)),
            [.. var number, 'm'] => (number, TimeSpan.FromMinutes(1)),
            _ => ("", TimeSpan.Zero),
        };
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count * unit : null;
    }
}
