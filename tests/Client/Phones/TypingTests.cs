using ServerlessSupport.Client.Phone;
using ServerlessSupport.Client.Phone.Commands;
using ServerlessSupport.Client.Phone.Screens;

namespace ServerlessSupport.Client.Tests.Phones;

/// <summary>What is typed on the phone, and what others may make it show.</summary>
public sealed class TypingTests
{
    private readonly LineBuffer _line = new();

    [Fact]
    public void Keys_edit_the_line_where_the_cursor_is()
    {
        Type("open lst");
        Press(ConsoleKey.LeftArrow, ConsoleKey.LeftArrow);
        Type("a");
        Assert.Equal(("open last", 7), (_line.Text, _line.Cursor));

        Press(ConsoleKey.Home, ConsoleKey.Delete, ConsoleKey.End, ConsoleKey.Backspace);
        Assert.Equal("pen las", _line.Text);
    }

    [Fact]
    public void Control_keys_take_away_a_word_or_all()
    {
        Type("submit one two ");
        Control(ConsoleKey.W);
        Assert.Equal("submit one ", _line.Text);

        Control(ConsoleKey.U);
        Assert.Equal("", _line.Text);
    }

    [Fact]
    public void A_character_of_two_halves_stays_whole()
    {
        Type("a😀");
        Press(ConsoleKey.LeftArrow);
        Assert.Equal(1, _line.Cursor);

        Press(ConsoleKey.Delete);
        Assert.Equal("a", _line.Text);
    }

    [Fact]
    public void Earlier_lines_come_back()
    {
        Type("tickets");
        Assert.Equal("tickets", _line.Take());
        Type("servers");
        _line.Take();

        Press(ConsoleKey.UpArrow, ConsoleKey.UpArrow, ConsoleKey.UpArrow);
        Assert.Equal("tickets", _line.Text);
        Press(ConsoleKey.DownArrow, ConsoleKey.DownArrow);
        Assert.Equal("", _line.Text);
    }

    [Theory]
    [InlineData("20s", 20_000)]
    [InlineData("500ms", 500)]
    [InlineData("2m", 120_000)]
    [InlineData("2", null)]
    [InlineData("s", null)]
    [InlineData("-2s", null)]
    public void A_time_has_a_unit(string word, int? milliseconds) =>
        Assert.Equal(milliseconds is { } number ? TimeSpan.FromMilliseconds(number) : null, Words.Duration(word));

    [Fact]
    public void Text_of_others_cannot_steer_the_terminal()
    {
        Assert.Equal("[31mred\nnext 我的包裹 👩‍👧", Wording.Plain("\u001b[31mred\r\nnext\u202e\t我的包裹 👩‍👧\u0007\n"));
    }

    private void Type(string text)
    {
        foreach (var letter in text)
            _line.Press(new ConsoleKeyInfo(letter, ConsoleKey.None, false, false, false));
    }

    private void Press(params ConsoleKey[] keys)
    {
        foreach (var key in keys)
            _line.Press(new ConsoleKeyInfo('\0', key, false, false, false));
    }

    private void Control(ConsoleKey key) => _line.Press(new ConsoleKeyInfo('\0', key, false, false, control: true));
}
