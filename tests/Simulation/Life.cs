namespace ServerlessSupport.Unit.Push.Simulation;

/// <summary>The life of one process: every step of its work lets others run, and may be its last.</summary>
internal sealed class Life(Chaos chaos)
{
    public bool IsOver { get; private set; }

    /// <summary>Does something to the world outside the process. It may fail before or after it was done, and the process may end before or after.</summary>
    public async Task<T> DoAsync<T>(Func<T> effect)
    {
        await StepAsync();
        ThrowSometimes();
        var result = effect();
        ThrowSometimes();
        await StepAsync();
        return result;
    }

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

    private void ThrowSometimes()
    {
        if (chaos.Fails())
            throw new UnavailableException("It does not answer.");
    }
}
