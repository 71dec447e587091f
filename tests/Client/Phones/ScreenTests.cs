using ServerlessSupport.Client.Phone;
using ServerlessSupport.Client.Phone.Commands;

namespace ServerlessSupport.Client.Tests.Phones;

/// <summary>What the phone shows in a pipe and in a terminal, and what others may make it show.</summary>
public sealed class ScreenTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public void A_pipe_gets_plain_lines_and_failures_apart()
    {
        var screen = new Screen(_output, _errors);

        screen.Line("#1", "", new Cell("result:", Tone.Good), "We are\nsorry.");
        screen.Rows([["#1", "a"], ["#10", "b"]]);
        screen.Fail("No.");

        Assert.Equal("#1 result: We are\n    sorry.\n#1 a\n#10 b\n", _output.ToString().ReplaceLineEndings("\n"));
        Assert.Equal("No.\n", _errors.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_terminal_gets_colours_and_columns()
    {
        var screen = new Screen(_output, _errors, () => 24);

        screen.Rows([["鍵", new("a", Tone.Good)], ["#10", "b"]]);
        screen.Fail("No.");

        Assert.Equal("鍵  \e[32ma\e[0m\n#10 b\n\e[31mNo.\e[0m\n", _output.ToString().ReplaceLineEndings("\n"));
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task What_comes_while_one_types_scrolls_above_the_last_row_and_the_cursor_comes_back()
    {
        var screen = new Screen(_output, _errors, () => 24);
        var keyboard = new Keyboard();
        var asked = screen.AskAsync("alice>", keyboard, TestContext.Current.CancellationToken);
        await keyboard.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        screen.Line("News.");
        keyboard.Enter("tickets");
        Assert.Equal("tickets", await asked);
        screen.Line("No tickets yet.");

        Assert.Equal("\e[24;1H\e[2K\e[1malice>\e[0m \e7\e[1;23r\e[23;1H\nNews.\e[r\e8No tickets yet.\n", _output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Somebody_who_ends_the_phone_while_it_waits_for_a_line_is_not_kept_waiting()
    {
        using var ending = new CancellationTokenSource();
        var asked = new Screen(_output, _errors, () => 24).AskAsync("alice>", new Keyboard(), ending.Token);

        await ending.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Theory]
    [InlineData("20s", 20)]
    [InlineData("2m", 120)]
    [InlineData("2", null)]
    [InlineData("s", null)]
    [InlineData("-2s", null)]
    public void A_time_has_a_unit(string word, int? seconds) =>
        Assert.Equal(seconds is { } number ? TimeSpan.FromSeconds(number) : null, WaitCommand.Duration(word));

    [Fact]
    public void Text_of_others_cannot_steer_the_terminal()
    {
        Assert.Equal("[31mred\nnext 我的包裹 👩‍👧", Wording.Plain("\u001b[31mred\r\nnext\u202e\t我的包裹 👩‍👧\u0007\n"));
    }

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    private sealed class Keyboard : TextReader
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<string?> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Enter(string line) => _line.SetResult(line);

        public override string? ReadLine()
        {
            _asked.TrySetResult();
            return _line.Task.GetAwaiter().GetResult();
        }
    }
}
