using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ServerlessSupport.App.Edge;

/// <summary>Has the worker lead every request through the gate before its function is called.</summary>
internal sealed class GateMiddleware(Gate gate, Doors doors) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var answer = await gate.PassAsync(http, doors.Of(context.FunctionDefinition.Name), async () =>
        {
            await next(context);
            return context.GetInvocationResult().Value as IResult;
        });
        context.GetInvocationResult().Value = answer;
    }
}

/// <summary>Who may call which function.</summary>
internal sealed class Doors
{
    private readonly Dictionary<string, Who> _doors = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads what the functions of these types say.</summary>
    /// <exception cref="InvalidOperationException">One that a request wakes does not say who may call it.</exception>
    public Doors(IEnumerable<Type> types)
    {
        foreach (var method in types.SelectMany(type => type.GetMethods()))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } function || !method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute))))
                continue;
            _doors[function.Name] = method.GetCustomAttribute<AllowAttribute>()?.Who
                ?? throw new InvalidOperationException($"{function.Name} does not say who may call it: give it [Allow(...)].");
        }
    }

    public Who Of(string function) => _doors[function];
}
