namespace ServerlessSupport.Push;

/// <summary>
/// What a probe is for: tries whether the push platform is back, and if it is, pushes at once what waits, whichever instance left it.
/// One ticket is tried at a time until the platform has answered, so a probe that finds it down costs next to nothing, however much waits.
/// The message is done with only when another carries on or nothing is left: should this process end meanwhile, it comes again.
/// </summary>
public sealed partial class ResumePushes(SweepPushes sweep, Probes probes, Circuit circuit, ILogger<ResumePushes> logger)
{
    /// <summary>For as long as a message is locked. The rest is for the next one.</summary>
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private static readonly SweepScope All = new(Grace: null, Ahead: Lane.RetryGrace, IsDoubtful: true, Length);

    private int _running;

    public async Task RunAsync(TicketTask probe, CancellationToken cancellationToken)
    {
        using var activity = Spans.StartCaused("push.resume", probe.TicketId, probe.TraceParent);
        probes.Receive(probe);
        if (circuit.IsOpen())
            await probes.PutOffAsync(probe, circuit.Pause);
        else if (Interlocked.Exchange(ref _running, 1) == 1)
            await probes.PutOffAsync(probe, TimeSpan.Zero);
        else
            await SweepAsync(probe, cancellationToken);
    }

    private async Task SweepAsync(TicketTask probe, CancellationToken cancellationToken)
    {
        try
        {
            var swept = await sweep.RunAsync(All, cancellationToken);
            if (swept.End == SweepEnd.Down)
                await probes.LeaveAsync(probe.TicketId);
            else if (swept.End == SweepEnd.Late)
                await probes.SendAsync(probe.TicketId);
            else
                Log.Resumed(logger, swept.Pushed);
        }
        catch (UnavailableException fault)
        {
            Log.Failed(logger, fault);
            await probes.PutOffAsync(probe, circuit.Pause);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3111, LogLevel.Information, "The push platform answers: {Count} tickets that waited for it were pushed.")]
        public static partial void Resumed(ILogger logger, int count);

        [LoggerMessage(3112, LogLevel.Warning, "What waits for the push platform could not be swept; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
