namespace ServerlessSupport.Local.Runtime.Discovery;

/// <summary>
/// Turns a function method into a delegate that makes the instance, binds the parameters and calls. By reflection, which the
/// runtime turns into code for what is called often: compiled expressions would cost a fifth of the start.
/// </summary>
internal static class FunctionBinder
{
    /// <summary>
    /// Binds a cancellation token by itself and every other parameter by <paramref name="bind"/>, from the input; a parameter for
    /// which that is null ends in <paramref name="faults"/>. <paramref name="toResult"/> is null for a type that cannot be taken.
    /// </summary>
    public static FunctionCall<TInput, TResult>? Bind<TInput, TResult>(
        MethodInfo method, Func<ParameterInfo, Func<TInput, object?>?> bind, Func<Type, Func<object?, TResult>?> toResult, List<string> faults)
    {
        var count = faults.Count;
        var arguments = new List<Func<TInput, CancellationToken, object?>>();
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType == typeof(CancellationToken))
                arguments.Add((_, cancellation) => cancellation);
            else if (bind(parameter) is { } bound)
                arguments.Add((input, _) => bound(input));
            else
                faults.Add($"its parameter '{parameter.Name}' of type {parameter.ParameterType.Name} cannot be bound.");
        }

        var make = method.IsStatic ? null : Maker(method.DeclaringType!, faults);
        if (faults.Count > count)
            return null;
        if (toResult(method.ReturnType) is { } result)
            return Call(MethodInvoker.Create(method), make, arguments, result);
        faults.Add($"its result of type {method.ReturnType.Name} cannot be taken; it must be {Wanted(typeof(TResult))}.");
        return null;
    }

    /// <summary>For triggers that take no result: void, or a task that is awaited.</summary>
    public static Func<object?, Task>? ToTask(Type type) =>
        type == typeof(void) ? _ => Task.CompletedTask : typeof(Task).IsAssignableFrom(type) ? result => (Task)result! : null;

    /// <summary>For HTTP: anything else than a result would reach the client as an empty 200 on Azure.</summary>
    public static Func<object?, Task<IResult?>>? ToResultTask(Type type) =>
        type == typeof(Task<IResult>) ? result => (Task<IResult?>)result!
        : typeof(IResult).IsAssignableFrom(type) ? result => Task.FromResult((IResult?)result)
        : null;

    private static FunctionCall<TInput, TResult> Call<TInput, TResult>(
        MethodInvoker method, Func<IServiceProvider, object>? make, List<Func<TInput, CancellationToken, object?>> arguments, Func<object?, TResult> result) =>
        (services, input, cancellationToken) =>
        {
            var values = new object?[arguments.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = arguments[i](input, cancellationToken);
            return result(method.Invoke(make?.Invoke(services), values.AsSpan()));
        };

    private static Func<IServiceProvider, object>? Maker(Type type, List<string> faults)
    {
        if (type.GetConstructors() is not [var constructor])
        {
            faults.Add("its class cannot be made: it must have one public constructor.");
            return null;
        }

        var needs = Array.ConvertAll(constructor.GetParameters(), parameter => parameter.ParameterType);
        var invoker = ConstructorInvoker.Create(constructor);
        return services => invoker.Invoke(Array.ConvertAll(needs, services.GetRequiredService).AsSpan()!);
    }

    private static string Wanted(Type result) => result == typeof(Task) ? "void or Task" : "IResult or Task<IResult>";
}
