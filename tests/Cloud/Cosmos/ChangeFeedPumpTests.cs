using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Cosmos;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Runtime.Discovery;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class ChangeFeedPumpTests(CosmosEmulator emulator) : IAsyncLifetime
{
    private readonly Channel<string[]> _batches = Channel.CreateUnbounded<string[]>();
    private CosmosStore? _opened;

    private CosmosStore Store => _opened!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _opened = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? default;

    [Fact]
    public async Task What_changed_before_the_start_and_after_it_wakes_the_function()
    {
        var added = await Store.Tickets.AddAsync(Named("early"), Cancellation);
        await using var running = Run();

        Assert.Equal(["early"], await NextAsync());
        await Store.Tickets.ReplaceAsync(added!.Document with { Subject = "changed" }, added.ETag, Cancellation);
        Assert.Equal(["changed"], await NextAsync());
    }

    [Fact]
    public async Task A_batch_whose_function_threw_is_not_seen_again()
    {
        await Store.Tickets.AddAsync(Named("first"), Cancellation);
        var calls = 0;
        await using var running = Run(() => ++calls == 1 ? throw new InvalidOperationException("as a function may") : Task.CompletedTask);

        Assert.Equal(["first"], await NextAsync());
        await Store.Tickets.AddAsync(Named("second", 2), Cancellation);
        Assert.Equal(["second"], await NextAsync());
    }

    [Fact]
    public async Task A_batch_that_the_stop_broke_off_comes_again_after_the_next_start()
    {
        await Store.Tickets.AddAsync(Named("first"), Cancellation);
        await using (Run(() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancellation)))
            Assert.Equal(["first"], await NextAsync());

        await using var again = Run();
        Assert.Equal(["first"], await NextAsync());
    }

    private static Ticket Named(string subject, int number = 1) => Some.Ticket(Some.Anna, number) with { Subject = subject };

    private async Task<string[]> NextAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(TimeSpan.FromMinutes(2));
        return await _batches.Reader.ReadAsync(timeout.Token);
    }

    private RunningPump Run(Func<Task>? run = null)
    {
        var function = new ChangeFeedFunction(
            "PushUpdates",
            "tickets",
            "push-PushUpdates",
            50,
            TimeSpan.FromMilliseconds(100),
            StartFromBeginning: true,
            Retry: null,
            async (_, documents, cancellation) =>
            {
                await _batches.Writer.WriteAsync([.. documents.Select(document => JsonSerializer.Deserialize(document.Span, StorageJson.Instance.Ticket)!.Subject)], cancellation);
                await (run?.Invoke() ?? Task.CompletedTask).WaitAsync(cancellation);
            });
        var invoker = new ChangeFeedInvoker(new Invoker(Store.Services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, NullLogger<Invoker>.Instance));
        var options = new LocalOptions { DataFolder = "/of/this/process" };
        return new RunningPump(new CosmosChangeFeedPump(Store.Containers, invoker, options, TimeProvider.System, NullLogger<CosmosChangeFeedPump>.Instance), function);
    }

    /// <summary>A pump at work; disposing stops it as the host does when functions do not end by themselves.</summary>
    private sealed class RunningPump : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly CancellationTokenSource _cancelled = new();
        private readonly Task _running;

        public RunningPump(CosmosChangeFeedPump pump, ChangeFeedFunction function) =>
            _running = pump.RunAsync(function, new HostTokens(_stopping.Token, _cancelled.Token));

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _cancelled.CancelAsync();
            await _running.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
            _stopping.Dispose();
            _cancelled.Dispose();
        }
    }
}
