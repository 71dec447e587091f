using Spectre.Console;

namespace ServerlessSupport.Client.Phone;

/// <summary>What a piece of text means; a terminal shows it by a colour.</summary>
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

/// <summary>
/// Where the phone shows things; safe for use by several threads. In a pipe there are plain lines. In a terminal there are colours,
/// and what is being typed stays in the last row while everything else scrolls above it.
/// </summary>
/// <param name="output">Where lines go.</param>
/// <param name="errors">Where failures go when this is no terminal.</param>
/// <param name="height">How many rows the terminal has now; null when it is none.</param>
internal sealed class Screen(TextWriter output, TextWriter errors, Func<int>? height = null)
{
    private readonly Lock _writing = new();
    private bool _isTyping;

    /// <summary>One line of text, its pieces a space apart.</summary>
    public void Line(params IReadOnlyList<Cell> cells) => Write(output, string.Join(' ', cells.Where(cell => cell.Text.Length > 0).Select(Coloured)));

    /// <summary>What went wrong.</summary>
    public void Fail(string text) => Write(height is null ? errors : output, Coloured(new(text, Tone.Bad)));

    /// <summary>A line for each row; a terminal shows what belongs together below each other.</summary>
    public void Rows(IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var widths = height is null || rows.Count == 0 ? [] : Enumerable.Range(0, rows[0].Count - 1).Select(column => rows.Max(row => row[column].Text.GetCellWidth())).ToList();
        foreach (var row in rows)
            Line([.. row.Select((cell, column) => column < widths.Count ? cell with { Text = cell.Text + new string(' ', widths[column] - cell.Text.GetCellWidth()) } : cell)]);
    }

    /// <summary>Asks for the next line, and gives it back; null at the end of the input.</summary>
    public async Task<string?> AskAsync(string prompt, TextReader input, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            _isTyping = true;
            output.Write($"\e[{height!()};1H\e[2K\e[1m{prompt}\e[0m ");
            output.Flush();
        }

        try
        {
            // Reading a terminal cannot be cancelled: a thread is left behind with it.
            var line = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
            if (line is null)
                output.WriteLine();
            return line;
        }
        finally
        {
            lock (_writing)
                _isTyping = false;
        }
    }

    private void Write(TextWriter writer, string text)
    {
        lock (_writing)
        {
            var lines = text.Replace("\n", "\n    ", StringComparison.Ordinal);
            if (!_isTyping)
                writer.WriteLine(lines);
            else
                // Keeps the cursor, lets all rows but the last scroll, writes below them, and goes back.
                writer.Write($"\e7\e[1;{height!() - 1}r\e[{height() - 1};1H\n{lines}\e[r\e8");
            writer.Flush();
        }
    }

    private string Coloured(Cell cell) => height is null || cell.Tone == Tone.Normal ? cell.Text : $"\e[{cell.Tone switch
    {
        Tone.Quiet => 90,
        Tone.Notice => 33,
        Tone.Good => 32,
        _ => 31,
    }}m{cell.Text}\e[0m";
}
