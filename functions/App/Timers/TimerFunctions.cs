using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;

namespace ServerlessSupport.App.Timers;

/// <summary>What the clock wakes. Both ask "what is due by now", never "what fell due since", so a late or missed tick loses nothing.</summary>
public sealed class TimerFunctions(RemindAgents reminders, ReconcilePushes reconciler)
{
    [Function(nameof(RemindAgents))]
    public Task RemindAgents([TimerTrigger("%Reminders:Schedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        reminders.RunAsync(cancellationToken);

    [Function(nameof(ReconcilePushes))]
    public Task ReconcilePushes([TimerTrigger("%Push:ReconcileSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        reconciler.RunAsync(cancellationToken);
}
