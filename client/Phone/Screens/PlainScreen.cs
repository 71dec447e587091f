namespace ServerlessSupport.Client.Phone.Screens;

/// <summary>Plain lines, for scripts, pipes and logs: no colours, nothing cut, a line for each thing shown.</summary>
internal sealed class PlainScreen(TextWriter output, TextWriter errors) : Screen
{
    private readonly Lock _writing = new();

    public override void Line(params IReadOnlyList<Cell> cells) =>
        Write(output, string.Join(' ', cells.Select(cell => cell.Text).Where(text => text.Length > 0)));

    public override void Fail(string text) => Write(errors, text);

    public override void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        foreach (var row in rows)
            Line([.. row]);
    }

    public override void Answer(IReadOnlyList<Cell> heading, string text) => Line([.. heading, text]);

    private void Write(TextWriter writer, string text)
    {
        lock (_writing)
        {
            writer.WriteLine(text.Replace("\n", "\n    ", StringComparison.Ordinal));
            writer.Flush();
        }
    }
}
