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

        context.GetInvocationResult().Value = await gate.PassAsync(http, doors.Of(context.FunctionDefinition.Name), async () =>
        {
            await next(context);
            return context.GetInvocationResult().Value as IResult;
        });
    }
}

/// <summary>What one function says of those who call it.</summary>
internal sealed record Door(string Function, Who Who, Audited Audited)
{
    public static Door Of(string function, AllowAttribute allow) => new(function, allow.Who, allow.Audited);
}

/// <summary>The doors of all functions.</summary>
internal sealed class Doors
{
    private readonly Dictionary<string, Door> _doors = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads what the functions of these types say.</summary>
    /// <exception cref="InvalidOperationException">One that a request wakes does not say who may call it.</exception>
    public Doors(IEnumerable<Type> types)
    {
        foreach (var method in types.SelectMany(type => type.GetMethods()))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } function || !method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute))))
                continue;
            _doors[function.Name] = method.GetCustomAttribute<AllowAttribute>() is { } allow
                ? Door.Of(function.Name, allow)
                : throw new InvalidOperationException($"{function.Name} does not say who may call it: give it [Allow(...)].");
        }
    }

    public Door Of(string function) => _doors[function];
}
