using System.Threading.Channels;
using Spectre.Console;

namespace ServerlessSupport.Client.Phone.Screens;

/// <summary>Reads lines from the keyboard, and can take what is being typed off the screen and put it back.</summary>
internal sealed class LineEditor
{
    private readonly TextWriter _output;
    private readonly LineBuffer _buffer = new();
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
    private readonly Lock _drawing = new();
    private string? _prompt;
    private bool _isHidden;

    public LineEditor(TextWriter output)
    {
        _output = output;
        // Reading a key cannot be cancelled, so it has a thread that may be left behind.
        new Thread(ReadKeys) { IsBackground = true, Name = "keyboard" }.Start();
    }

    /// <summary>The next line; null when the person ends the input (Ctrl-D on an empty line).</summary>
    public async Task<string?> ReadAsync(string prompt, CancellationToken cancellationToken)
    {
        lock (_drawing)
            _prompt = prompt;
        try
        {
            Show();
            await foreach (var key in _keys.Reader.ReadAllAsync(cancellationToken))
            {
                if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && _buffer.Text.Length == 0)
                    break;
                if (key.Key == ConsoleKey.Enter)
                    return _buffer.Take();
                lock (_drawing)
                    _buffer.Press(key);
                Show();
            }

            return null;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes the line off the screen.</summary>
    public void Hide()
    {
        lock (_drawing)
        {
            _isHidden = true;
            if (_prompt is not null)
                _output.Write("\r\e[2K");
        }
    }

    /// <summary>Draws the line as it is now.</summary>
    public void Show()
    {
        lock (_drawing)
        {
            _isHidden = false;
            if (_prompt is not null)
                _output.Write(Draw(_prompt, Console.WindowWidth));
        }
    }

    // What was typed stays on the screen, and what comes next stands below it.
    private void Leave()
    {
        lock (_drawing)
        {
            if (!_isHidden)
                _output.WriteLine();
            _prompt = null;
        }
    }

    // As much of the line as fits, with the cursor in it: a line that wraps could not be taken off again.
    private string Draw(string prompt, int width)
    {
        var text = _buffer.Text;
        var room = Math.Max(8, width - prompt.GetCellWidth() - 2);
        var from = _buffer.Cursor;
        while (from > 0 && text[(from - 1).._buffer.Cursor].GetCellWidth() <= room)
            from--;
        var to = _buffer.Cursor;
        while (to < text.Length && text[from..(to + 1)].GetCellWidth() <= room)
            to++;
        var back = text[_buffer.Cursor..to].GetCellWidth();
        return $"\r\e[2K\e[1m{prompt}\e[0m {text[from..to]}" + (back > 0 ? $"\e[{back}D" : "");
    }

    private void ReadKeys()
    {
        try
        {
            while (true)
                _keys.Writer.TryWrite(Console.ReadKey(intercept: true));
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException)
        {
            // The terminal is gone.
            _keys.Writer.TryComplete();
        }
    }
}
