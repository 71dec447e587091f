using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using NCrontab;

namespace ServerlessSupport.Local.Runtime.Discovery;

/// <summary>Runs a function once, on an instance of its class made from the given services.</summary>
internal delegate TResult FunctionCall<in TInput, out TResult>(IServiceProvider services, TInput input, CancellationToken cancellationToken);

/// <summary>A function as its attributes declare it, settings resolved, ready to be run.</summary>
internal abstract record FunctionDefinition(string Name);

/// <summary>Runs for requests of those who may call it; the route is without the host's prefix.</summary>
internal sealed record HttpFunction(string Name, Door Door, IReadOnlyList<string> Methods, RoutePattern Route, FunctionCall<HttpContext, Task<IResult?>> Call)
    : FunctionDefinition(Name);

/// <summary>Runs at the times of a schedule, which is read in UTC as on Azure.</summary>
internal sealed record TimerFunction(
    string Name, string Expression, CrontabSchedule Schedule, bool RunOnStartup, bool UseMonitor, RetryPolicy? Retry, FunctionCall<TimerInfo, Task> Call)
    : FunctionDefinition(Name);

/// <summary>Runs for changed documents, each given as the UTF-8 JSON of its newest version.</summary>
internal sealed record ChangeFeedFunction(
    string Name,
    string Container,
    string Lease,
    int MaxItems,
    TimeSpan PollDelay,
    bool StartFromBeginning,
    RetryPolicy? Retry,
    FunctionCall<IReadOnlyList<ReadOnlyMemory<byte>>, Task> Call)
    : FunctionDefinition(Name);

/// <summary>Runs for each message of a queue.</summary>
internal sealed record QueueFunction(string Name, string Queue, bool AutoComplete, FunctionCall<QueueDelivery, Task> Call)
    : FunctionDefinition(Name);

/// <summary>A message on its way into a function, with what settles it.</summary>
internal sealed record QueueDelivery(ServiceBusReceivedMessage Message, ServiceBusMessageActions Actions);
