using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace ServerlessSupport.Unit.Runtime;

/// <summary>A clock that moves by hand, and tells when somebody has begun to wait on it: moving it earlier would be lost on them.</summary>
public sealed class ArmedTime() : FakeTimeProvider(Morning)
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 30, TimeSpan.Zero);

    private readonly Channel<TimeSpan> _armed = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _armed.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Completes when somebody waits for so long.</summary>
    public async Task WaitedForAsync(TimeSpan due)
    {
        while (await _armed.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Probe.Patience) != due)
        {
        }
    }

    public async Task PassAsync(TimeSpan due)
    {
        await WaitedForAsync(due);
        Advance(due);
    }
}
