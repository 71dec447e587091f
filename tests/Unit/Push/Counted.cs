using System.Reflection;

namespace ServerlessSupport.Unit.Push;

/// <summary>Counts the calls of a port.</summary>
public class Counted<T> : DispatchProxy
    where T : class
{
    private T? _real;
    private Action<string>? _count;

    /// <summary>The same port, whose calls are told by name.</summary>
    internal static T Of(T real, Action<string> count)
    {
        var proxy = Create<T, Counted<T>>();
        var counted = (Counted<T>)(object)proxy;
        (counted._real, counted._count) = (real, count);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _count!($"{typeof(T).Name}.{targetMethod!.Name}");
        return targetMethod.Invoke(_real, args);
    }
}
