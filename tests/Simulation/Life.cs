namespace ServerlessSupport.Simulation;

/// <summary>The life of one process: every step of its work lets others run, and may be its last.</summary>
internal sealed class Life(Chaos chaos)
{
    public bool IsOver { get; private set; }

    /// <summary>Does something to a store. It may fail before or after it was done, and the process may end before or after.</summary>
    public Task<T> DoAsync<T>(Func<T> effect) => DoAsync(effect, chaos.Fails);

    /// <summary>Sends something to the queue, with the same dangers.</summary>
    public Task<T> SendAsync<T>(Func<T> effect) => DoAsync(effect, chaos.QueueFails);

    /// <summary>A replica answers that has not heard of the newest write.</summary>
    public bool ReadsStale() => chaos.ReadsStale();

    /// <summary>Lets others run; does not come back when the process has ended meanwhile.</summary>
    public async Task StepAsync()
    {
        IsOver |= chaos.Crashes();
        await Task.Yield();
        if (IsOver)
            await new TaskCompletionSource().Task;
    }

    private async Task<T> DoAsync<T>(Func<T> effect, Func<bool> fails)
    {
        await StepAsync();
        Throw(fails());
        var result = effect();
        Throw(fails());
        await StepAsync();
        return result;
    }

    private static void Throw(bool fails)
    {
        if (fails)
            throw new UnavailableException("It does not answer.");
    }
}
