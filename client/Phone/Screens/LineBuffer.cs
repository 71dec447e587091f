namespace ServerlessSupport.Client.Phone.Screens;

/// <summary>A line while it is typed, and those typed before it.</summary>
internal sealed class LineBuffer
{
    private readonly List<string> _history = [];
    private int _recalled;

    public string Text { get; private set; } = "";

    /// <summary>Before which character the next one is put.</summary>
    public int Cursor { get; private set; }

    /// <summary>Takes the line away; it can be recalled.</summary>
    public string Take()
    {
        var line = Text;
        if (line.Trim().Length > 0 && _history.LastOrDefault() != line)
            _history.Add(line);
        _recalled = _history.Count;
        Set("");
        return line;
    }

    /// <summary>Does what the key stands for; those that stand for nothing are ignored.</summary>
    public void Press(ConsoleKeyInfo key)
    {
        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.Backspace:
                Remove(Before(Cursor), Cursor);
                break;
            case ConsoleKey.Delete:
                Remove(Cursor, After(Cursor));
                break;
            case ConsoleKey.LeftArrow:
                Cursor = Before(Cursor);
                break;
            case ConsoleKey.RightArrow:
                Cursor = After(Cursor);
                break;
            case ConsoleKey.Home or ConsoleKey.A when control || key.Key == ConsoleKey.Home:
                Cursor = 0;
                break;
            case ConsoleKey.End or ConsoleKey.E when control || key.Key == ConsoleKey.End:
                Cursor = Text.Length;
                break;
            case ConsoleKey.U when control:
                Remove(0, Cursor);
                break;
            case ConsoleKey.W when control:
                Remove(WordBefore(Cursor), Cursor);
                break;
            case ConsoleKey.UpArrow:
                Recall(_recalled - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_recalled + 1);
                break;
            default:
                Insert(key.KeyChar);
                break;
        }
    }

    private void Insert(char typed)
    {
        if (char.IsControl(typed))
            return;
        Text = Text.Insert(Cursor, typed.ToString());
        Cursor++;
    }

    private void Remove(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private void Recall(int index)
    {
        if (index < 0 || index > _history.Count)
            return;
        _recalled = index;
        Set(index == _history.Count ? "" : _history[index]);
    }

    private void Set(string text) => (Text, Cursor) = (text, text.Length);

    // A character outside the basic plane is two chars, which stay together.
    private int Before(int index) => Math.Max(0, index - (index > 1 && char.IsSurrogatePair(Text[index - 2], Text[index - 1]) ? 2 : 1));

    private int After(int index) => Math.Min(Text.Length, index + (index + 1 < Text.Length && char.IsSurrogatePair(Text[index], Text[index + 1]) ? 2 : 1));

    private int WordBefore(int index)
    {
        while (index > 0 && Text[index - 1] == ' ')
            index--;
        while (index > 0 && Text[index - 1] != ' ')
            index--;
        return index;
    }
}
