using System.Reflection;
using System.Runtime.ExceptionServices;

namespace ServerlessSupport.Local.Runtime.Discovery;

/// <summary>
/// Turns a function method into a delegate that makes the instance, binds the parameters and calls. By the runtime's invokers and not by
/// compiled expressions, which cost the start a fifth of its time and a call no less.
/// </summary>
internal static class FunctionBinder
{
    /// <summary>
    /// Binds a cancellation token by itself and every other parameter by what <paramref name="bind"/> makes of it;
    /// a parameter for which that is null ends in <paramref name="faults"/>.
    /// </summary>
    public static FunctionCall<TInput, TResult>? Bind<TInput, TResult>(
        MethodInfo method, Func<ParameterInfo, Func<TInput, object?>?> bind, Func<Type, Func<object?, TResult>?> toResult, List<string> faults)
    {
        var count = faults.Count;
        var readers = method.GetParameters().Select(parameter => Reader(parameter, bind, faults)).ToArray();
        var instance = method.IsStatic ? _ => null : Instance(method.DeclaringType!, faults);
        if (faults.Count > count)
            return null;
        if (toResult(method.ReturnType) is { } result)
            return Call(MethodInvoker.Create(method), instance!, readers!, result);
        faults.Add($"its result of type {method.ReturnType.Name} cannot be taken; it must be {Wanted(typeof(TResult))}.");
        return null;
    }

    /// <summary>For triggers that take no result: void, or a task that is awaited.</summary>
    public static Func<object?, Task>? ToTask(Type returned) =>
        returned == typeof(void) ? _ => Task.CompletedTask
        : typeof(Task).IsAssignableFrom(returned) ? made => (Task)made!
        : null;

    /// <summary>For HTTP: anything else than a result would reach the client as an empty 200 on Azure.</summary>
    public static Func<object?, Task<IResult>>? ToResultTask(Type returned) =>
        returned == typeof(Task<IResult>) ? made => (Task<IResult>)made!
        : typeof(IResult).IsAssignableFrom(returned) ? made => Task.FromResult((IResult)made!)
        : null;

    private static FunctionCall<TInput, TResult> Call<TInput, TResult>(
        MethodInvoker method, Func<IServiceProvider, object?> instance, Func<TInput, CancellationToken, object?>[] readers, Func<object?, TResult> result) =>
        (services, input, cancellation) =>
        {
            var arguments = new object?[readers.Length];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = readers[i](input, cancellation);
            try
            {
                return result(method.Invoke(instance(services), arguments.AsSpan()));
            }
            catch (TargetInvocationException fault) when (fault.InnerException is { } thrown)
            {
                ExceptionDispatchInfo.Throw(thrown);
                throw;
            }
        };

    private static Func<TInput, CancellationToken, object?>? Reader<TInput>(ParameterInfo parameter, Func<ParameterInfo, Func<TInput, object?>?> bind, List<string> faults)
    {
        if (parameter.ParameterType == typeof(CancellationToken))
            return (_, cancellation) => cancellation;
        if (bind(parameter) is { } bound)
            return (input, _) => bound(input);
        faults.Add($"its parameter '{parameter.Name}' of type {parameter.ParameterType.Name} cannot be bound.");
        return null;
    }

    private static Func<IServiceProvider, object?>? Instance(Type type, List<string> faults)
    {
        if (type.GetConstructors() is not [var constructor])
        {
            faults.Add("its class cannot be made: it must have one public constructor.");
            return null;
        }

        var (invoker, types) = (ConstructorInvoker.Create(constructor), constructor.GetParameters().Select(parameter => parameter.ParameterType).ToArray());
        return services =>
        {
            var arguments = new object?[types.Length];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = services.GetRequiredService(types[i]);
            return invoker.Invoke(arguments.AsSpan());
        };
    }

    private static string Wanted(Type result) => result == typeof(Task) ? "void or Task" : "IResult or Task<IResult>";
}
