using System.Linq.Expressions;
using System.Reflection;

namespace ServerlessSupport.Local.Runtime.Discovery;

/// <summary>Turns a function method into a delegate that makes the instance, binds the parameters and calls, without reflection at run time.</summary>
internal static class FunctionCompiler
{
    /// <summary>
    /// Binds a cancellation token by itself and every other parameter by <paramref name="bind"/>, from the expression of the input;
    /// a parameter for which that is null ends in <paramref name="faults"/>.
    /// </summary>
    public static FunctionCall<TInput, TResult>? Compile<TInput, TResult>(
        MethodInfo method, Func<ParameterInfo, Expression, Expression?> bind, Func<Expression, Expression?> toResult, List<string> faults)
    {
        var services = Expression.Parameter(typeof(IServiceProvider));
        var input = Expression.Parameter(typeof(TInput));
        var cancellation = Expression.Parameter(typeof(CancellationToken));
        var count = faults.Count;
        var arguments = new List<Expression>();
        foreach (var parameter in method.GetParameters())
        {
            var bound = parameter.ParameterType == typeof(CancellationToken) ? cancellation : bind(parameter, input);
            if (bound is null)
                faults.Add($"its parameter '{parameter.Name}' of type {parameter.ParameterType.Name} cannot be bound.");
            else
                arguments.Add(bound);
        }

        var instance = method.IsStatic ? null : Instance(method.DeclaringType!, services, faults);
        if (faults.Count > count)
            return null;
        if (toResult(Expression.Call(instance, method, arguments)) is { } body)
            return Expression.Lambda<FunctionCall<TInput, TResult>>(body, services, input, cancellation).Compile();
        faults.Add($"its result of type {method.ReturnType.Name} cannot be taken; it must be {Wanted(typeof(TResult))}.");
        return null;
    }

    /// <summary>For triggers that take no result: void, or a task that is awaited.</summary>
    public static Expression? ToTask(Expression call) =>
        call.Type == typeof(void) ? Expression.Block(call, Expression.Constant(Task.CompletedTask))
        : typeof(Task).IsAssignableFrom(call.Type) ? Expression.Convert(call, typeof(Task))
        : null;

    /// <summary>For HTTP: anything else than a result would reach the client as an empty 200 on Azure.</summary>
    public static Expression? ToResultTask(Expression call) =>
        call.Type == typeof(Task<IResult>) ? call
        : typeof(IResult).IsAssignableFrom(call.Type) ? Expression.Call(typeof(Task), nameof(Task.FromResult), [typeof(IResult)], call)
        : null;

    private static Expression? Instance(Type type, ParameterExpression services, List<string> faults)
    {
        try
        {
            var factory = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
            return Expression.Convert(Expression.Invoke(Expression.Constant(factory), services, Expression.Constant(null, typeof(object[]))), type);
        }
        catch (InvalidOperationException fault)
        {
            faults.Add($"its class cannot be made: {fault.Message}");
            return null;
        }
    }

    private static string Wanted(Type result) => result == typeof(Task) ? "void or Task" : "IResult or Task<IResult>";
}
