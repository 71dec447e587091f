// Microsoft.Azure.Functions.Worker.Core and Microsoft.Azure.Functions.Worker.Extensions.Abstractions
namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Names a function; the name is what operators see.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public class FunctionAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }

    public interface IFunctionsWorkerApplicationBuilder
    {
        Microsoft.Extensions.DependencyInjection.IServiceCollection Services { get; }
    }

    /// <summary>What the worker tells the host when it starts.</summary>
    public class WorkerOptions
    {
        public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>();
    }

    /// <summary>Base of the retry policies a function may carry.</summary>
    public abstract class RetryAttribute : Attribute
    {
        public int MaxRetryCount { get; protected set; }
    }

    /// <summary>Retries with a growing delay; -1 retries for ever.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
    {
        public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval) =>
            (MaxRetryCount, MinimumInterval, MaximumInterval) = (maxRetryCount, minimumInterval, maximumInterval);

        public string MinimumInterval { get; }

        public string MaximumInterval { get; }
    }

    /// <summary>Retries after a fixed delay; -1 retries for ever.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FixedDelayRetryAttribute : RetryAttribute
    {
        public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval) =>
            (MaxRetryCount, DelayInterval) = (maxRetryCount, delayInterval);

        public string DelayInterval { get; }
    }
}

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions
{
    public abstract class BindingAttribute : Attribute;

    public abstract class TriggerBindingAttribute : BindingAttribute;
}
