namespace ServerlessSupport.Client.Phone.Screens;

/// <summary>What a piece of text means; a terminal that has colours shows it.</summary>
internal enum Tone
{
    Normal,
    Quiet,
    Notice,
    Good,
    Bad,
}

/// <summary>A piece of text.</summary>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Normal)
{
    public static implicit operator Cell(string text) => new(text);

    public static Cell Quiet(string text) => new(text, Tone.Quiet);
}

/// <summary>Where the phone shows things; safe for use by several threads.</summary>
internal abstract class Screen
{
    /// <summary>One line of text, its pieces a space apart.</summary>
    public abstract void Line(params IReadOnlyList<Cell> cells);

    /// <summary>What went wrong.</summary>
    public abstract void Fail(string text);

    /// <summary>Rows below each other.</summary>
    public abstract void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows);

    /// <summary>An answer that deserves to be noticed.</summary>
    public abstract void Answer(IReadOnlyList<Cell> heading, string text);
}
