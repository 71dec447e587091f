using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace ServerlessSupport.Local.Runtime.Discovery;

/// <summary>Reads one function method; what is wrong with it is collected, so that one start names all of it.</summary>
internal sealed partial class FunctionReader(MethodInfo method, IConfiguration configuration, HostSettings settings)
{
    public MethodInfo Method => method;

    public HostSettings Settings => settings;

    public string Name { get; } = method.GetCustomAttribute<FunctionAttribute>()!.Name;
    public List<string> Faults { get; } = [];

    /// <summary>The function; null when there are faults.</summary>
    public FunctionDefinition? Read()
    {
        if (!ValidName().IsMatch(Name))
            Faults.Add("its name must be a letter followed by up to 127 letters, digits, '-' or '_'.");
        if (!method.IsPublic)
            Faults.Add("its method must be public.");
        if (method.ContainsGenericParameters || (!method.IsStatic && method.DeclaringType!.IsAbstract))
            Faults.Add("it must not be generic, nor in an abstract class.");
        var triggers = method.GetParameters()
            .SelectMany(parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>().Select(trigger => (parameter, trigger))).ToList();
        if (triggers.Count != 1)
            Faults.Add(triggers.Count == 0 ? "it has no trigger." : "it has more than one trigger.");
        if (Faults.Count > 0)
            return null;
        var function = Read(triggers[0].parameter, triggers[0].trigger);
        return Faults.Count == 0 ? function : null;
    }

    private FunctionDefinition? Read(ParameterInfo parameter, TriggerBindingAttribute trigger)
    {
        switch (trigger)
        {
            case HttpTriggerAttribute http:
                return HttpTriggerReader.Read(this, parameter, http);
            case TimerTriggerAttribute timer:
                return BackgroundTriggerReader.ReadTimer(this, parameter, timer);
            case CosmosDBTriggerAttribute cosmos:
                return BackgroundTriggerReader.ReadChangeFeed(this, parameter, cosmos);
            case ServiceBusTriggerAttribute queue:
                return BackgroundTriggerReader.ReadQueue(this, parameter, queue);
            default:
                Faults.Add($"its trigger {trigger.GetType().Name} is unknown here.");
                return null;
        }
    }

    /// <summary>The text with each %Setting% replaced by that setting's value.</summary>
    public string Resolve(string text) => SettingName().Replace(text, match =>
    {
        if (configuration[match.Groups[1].Value] is { Length: > 0 } value)
            return value;
        Faults.Add($"the setting {match.Value} that its trigger names has no value.");
        return "";
    });

    /// <summary>True when the trigger's parameter is of the type it must have.</summary>
    public bool Takes<T>(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(T))
            return true;
        Faults.Add($"its trigger parameter '{parameter.Name}' must be of type {NameOf(typeof(T))}, not {NameOf(parameter.ParameterType)}.");
        return false;
    }

    private static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : type.Name;

    public void RefuseRetry()
    {
        if (method.IsDefined(typeof(RetryAttribute)))
            Faults.Add("its trigger does not support retry attributes (AZFW0012).");
    }

    public RetryPolicy? ReadRetry()
    {
        try
        {
            return method.GetCustomAttribute<RetryAttribute>() switch
            {
                FixedDelayRetryAttribute retry => new RetryPolicy(retry.MaxRetryCount, Parse(retry.DelayInterval), Parse(retry.DelayInterval)),
                ExponentialBackoffRetryAttribute retry => new RetryPolicy(retry.MaxRetryCount, Parse(retry.MinimumInterval), Parse(retry.MaximumInterval)),
                _ => null,
            };
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // The attribute checks its values when it is read.
            Faults.Add($"its retry attribute needs a count of -1 or more, and intervals as hh:mm:ss, the shorter one first: {fault.Message}");
            return null;
        }
    }

    private static TimeSpan Parse(string interval) => TimeSpan.Parse(interval, CultureInfo.InvariantCulture);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex ValidName();

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingName();
}
