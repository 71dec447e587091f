using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NCrontab;
using ServerlessSupport.App;

namespace ServerlessSupport.Local.Runtime.Discovery;

/// <summary>Reads functions that the clock, the change feed or a queue wakes.</summary>
internal static class BackgroundTriggerReader
{
    private const string OnlyContainer = "tickets";
    private const int DefaultMaxItems = 100;
    private const int DefaultPollMilliseconds = 5000;

    private static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    public static TimerFunction? ReadTimer(FunctionReader reader, ParameterInfo parameter, TimerTriggerAttribute trigger)
    {
        var retry = reader.ReadRetry();
        var expression = reader.Resolve(trigger.Schedule);
        var schedule = expression.Length > 0 ? ReadSchedule(reader, trigger.Schedule, expression) : null;
        if (!reader.Takes<TimerInfo>(parameter) || schedule is null)
            return null;
        var call = FunctionBinder.Bind<TimerInfo, Task>(
            reader.Method, candidate => candidate.Position == parameter.Position ? input => input : null, FunctionBinder.ToTask, reader.Faults);
        return call is null ? null : new TimerFunction(reader.Name, expression, schedule, trigger.RunOnStartup, trigger.UseMonitor, retry, call);
    }

    public static ChangeFeedFunction? ReadChangeFeed(FunctionReader reader, ParameterInfo parameter, CosmosDBTriggerAttribute trigger)
    {
        var retry = reader.ReadRetry();
        _ = reader.Resolve(trigger.DatabaseName);
        var container = reader.Resolve(trigger.ContainerName);
        var lease = reader.Resolve(trigger.LeaseContainerPrefix ?? "") + reader.Name;
        if (container != OnlyContainer)
            reader.Faults.Add($"it watches the container '{container}', but only '{OnlyContainer}' has a change feed.");
        if (trigger.MaxItemsPerInvocation < 0)
            reader.Faults.Add("its MaxItemsPerInvocation must not be negative.");
        if (!reader.Takes<IReadOnlyList<JsonElement>>(parameter))
            return null;
        var call = FunctionBinder.Bind<IReadOnlyList<ReadOnlyMemory<byte>>, Task>(
            reader.Method, candidate => candidate.Position == parameter.Position ? Read : null, FunctionBinder.ToTask, reader.Faults);
        var maxItems = trigger.MaxItemsPerInvocation > 0 ? trigger.MaxItemsPerInvocation : DefaultMaxItems;
        var pollDelay = TimeSpan.FromMilliseconds(trigger.FeedPollDelay > 0 ? trigger.FeedPollDelay : DefaultPollMilliseconds);
        return call is null ? null : new ChangeFeedFunction(reader.Name, container, lease, maxItems, pollDelay, trigger.StartFromBeginning, retry, call);
    }

    public static QueueFunction? ReadQueue(FunctionReader reader, ParameterInfo parameter, ServiceBusTriggerAttribute trigger)
    {
        reader.RefuseRetry();
        var queue = reader.Resolve(trigger.QueueName ?? "");
        if (!reader.Takes<ServiceBusReceivedMessage>(parameter) || queue.Length == 0)
            return null;
        var call = FunctionBinder.Bind<QueueDelivery, Task>(
            reader.Method,
            candidate => candidate.Position == parameter.Position ? input => input.Message
                : candidate.ParameterType == typeof(ServiceBusMessageActions) ? input => input.Actions
                : null,
            FunctionBinder.ToTask,
            reader.Faults);
        return call is null ? null : new QueueFunction(reader.Name, queue, AutoCompletes(reader, parameter, trigger), call);
    }

    // What the attribute does not name is as host.json has it.
    private static bool AutoCompletes(FunctionReader reader, ParameterInfo parameter, ServiceBusTriggerAttribute trigger) =>
        parameter.CustomAttributes.SelectMany(attribute => attribute.NamedArguments).Any(argument => argument.MemberName == nameof(trigger.AutoCompleteMessages))
            ? trigger.AutoCompleteMessages
            : reader.Settings.AutoComplete;

    private static CrontabSchedule? ReadSchedule(FunctionReader reader, string written, string expression)
    {
        try
        {
            var schedule = CrontabSchedule.Parse(expression, SixFields);
            if (schedule.GetNextOccurrence(DateTime.UnixEpoch) < DateTime.MaxValue)
                return schedule;
            reader.Faults.Add($"its schedule {TriggerSettings.ByOptions(written)} '{expression}' names no time that ever comes, so that it would never run.");
            return null;
        }
        catch (CrontabException fault)
        {
            reader.Faults.Add($"its schedule {TriggerSettings.ByOptions(written)} '{expression}' is no NCRONTAB expression of six fields (second minute hour day month weekday): {fault.Message}");
            return null;
        }
    }

    private static IReadOnlyList<JsonElement> Read(IReadOnlyList<ReadOnlyMemory<byte>> documents) => [.. documents.Select(document => JsonElement.Parse(document.Span))];
}
