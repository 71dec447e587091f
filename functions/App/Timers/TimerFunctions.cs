using ServerlessSupport.Privacy;
using ServerlessSupport.Reminders;
using ServerlessSupport.Reports;
using ServerlessSupport.Telemetry;

namespace ServerlessSupport.App.Timers;

/// <summary>What the clock wakes. Both ask "what is due by now", never "what fell due since", so a late or missed tick loses nothing.</summary>
public sealed class TimerFunctions(RemindAgents reminders, ReconcilePushes reconciler, ErasePeople erasures, ExportPeople exports, RemoveExpired expired, CountTickets counts)
{
    [Function(nameof(RemindAgents))]
    public async Task RemindAgents([TimerTrigger("%" + TriggerSettings.RemindersSchedule + "%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await reminders.RunAsync(cancellationToken);
        Measurements.Ran(nameof(RemindAgents));
    }

    [Function(nameof(ReconcilePushes))]
    public async Task ReconcilePushes([TimerTrigger("%" + TriggerSettings.ReconcileSchedule + "%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await reconciler.RunAsync(cancellationToken);
        // Seldom is one left over: a request erases most by itself.
        await erasures.RunAsync(cancellationToken);
        await exports.RunAsync(cancellationToken);
        await expired.RunAsync(cancellationToken);
        // Last, so that figures keep nothing else from being done.
        await counts.RunAsync(cancellationToken);
        Measurements.Ran(nameof(ReconcilePushes));
    }
}
