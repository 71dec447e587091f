using System.Threading.Channels;

namespace ServerlessSupport.Unit.Runtime;

/// <summary>What the functions of these tests report to, and where a test says how they behave.</summary>
public sealed class Probe
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<object> _seen = Channel.CreateUnbounded<object>();

    public Func<object, CancellationToken, Task> Behaviour { get; set; } = (_, _) => Task.CompletedTask;

    public int Running { get; private set; }

    public int MostAtOnce { get; private set; }

    public async Task RunAsync(object seen, CancellationToken cancellationToken)
    {
        lock (_seen)
            MostAtOnce = Math.Max(MostAtOnce, ++Running);
        _seen.Writer.TryWrite(seen);
        try
        {
            await Behaviour(seen, cancellationToken);
        }
        finally
        {
            lock (_seen)
                Running--;
        }
    }

    public async Task<T> NextAsync<T>() => (T)await _seen.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    public void AssertNothingMore() => Assert.False(_seen.Reader.TryRead(out _), "A function ran that should not have.");
}
