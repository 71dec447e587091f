using Spectre.Console;
using Spectre.Console.Rendering;

namespace ServerlessSupport.Client.Phone.Screens;

/// <summary>A terminal with colours. What is being typed stays below what comes in.</summary>
internal sealed class TerminalScreen(IAnsiConsole console, LineEditor? editor) : Screen
{
    private readonly Lock _writing = new();

    public override void Line(params IReadOnlyList<Cell> cells) => Write(Text(cells));

    public override void Fail(string text) => Write(Text([new("✗", Tone.Bad), new(text, Tone.Bad)]));

    public override void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = Style.Plain.Foreground(Color.Grey) };
        if (headers is [])
            table.HideHeaders().Border(TableBorder.None);
        foreach (var header in headers is [] ? rows[0].Select(_ => "") : headers)
            table.AddColumn(new TableColumn(new Text(header, StyleOf(Tone.Quiet))));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell.Text, StyleOf(cell.Tone))));
        Write(table);
    }

    public override void Answer(IReadOnlyList<Cell> heading, string text) => Write(new Rows(
        Text(heading),
        new Panel(new Text(text)) { Border = BoxBorder.Rounded, BorderStyle = StyleOf(Tone.Good), Padding = new Padding(1, 0) }));

    private void Write(IRenderable shown)
    {
        lock (_writing)
        {
            editor?.Hide();
            console.Write(shown);
            if (shown is Paragraph)
                console.WriteLine();
            editor?.Show();
        }
    }

    private static Paragraph Text(IReadOnlyList<Cell> cells)
    {
        var line = new Paragraph();
        foreach (var (cell, index) in cells.Where(cell => cell.Text.Length > 0).Select((cell, index) => (cell, index)))
            line.Append((index == 0 ? "" : " ") + cell.Text, StyleOf(cell.Tone));
        return line;
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Quiet => new Style(Color.Grey),
        Tone.Notice => new Style(Color.Yellow),
        Tone.Good => new Style(Color.Green),
        Tone.Bad => new Style(Color.Red),
        _ => Style.Plain,
    };
}
