using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessSupport.Local.Runtime.Discovery;

/// <summary>Reads functions that requests wake.</summary>
internal static class HttpTriggerReader
{
    private static readonly string[] Reserved = ["admin", "runtime"];

    public static HttpFunction? Read(FunctionReader reader, ParameterInfo parameter, HttpTriggerAttribute trigger)
    {
        reader.RefuseRetry();
        if (trigger.Methods is not { Length: > 0 } methods || methods.Any(method => method is null || method.Length == 0 || !method.All(char.IsAsciiLetter)))
        {
            reader.Faults.Add("its HTTP trigger must name its methods.");
            methods = [];
        }

        var route = ReadRoute(reader, trigger.Route ?? reader.Name);
        if (!reader.Takes<HttpRequest>(parameter) || route is null)
            return null;
        var call = FunctionCompiler.Compile<HttpContext, Task<IResult>>(
            reader.Method,
            (candidate, context) => candidate.Position == parameter.Position
                ? Expression.Property(context, nameof(HttpContext.Request))
                : BindRouteValue(candidate, route, context, reader.Faults),
            FunctionCompiler.ToResultTask,
            reader.Faults);
        return call is null ? null : new HttpFunction(reader.Name, [.. methods.Select(method => method.ToUpperInvariant()).Distinct()], route, call);
    }

    /// <summary>The route with names of parameters left out: two functions whose shapes and a method are equal cannot be told apart.</summary>
    public static string Shape(RoutePattern route) => string.Join('/', route.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Shape))));

    private static string Shape(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart value => $"{{{value.ParameterKind}{string.Concat(value.ParameterPolicies.Select(policy => ":" + policy.Content))}}}",
        _ => throw new InvalidOperationException($"A route has no part such as {part.GetType().Name}."),
    };

    private static RoutePattern? ReadRoute(FunctionReader reader, string text)
    {
        var route = text.Trim('/');
        // The Functions host refuses these whatever the prefix is.
        if (Reserved.Any(reserved => route.StartsWith(reserved, StringComparison.OrdinalIgnoreCase)))
            reader.Faults.Add($"its route '{text}' begins with a word the host keeps for itself ({string.Join(", ", Reserved)}).");
        try
        {
            return RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException fault)
        {
            reader.Faults.Add($"its route '{text}' cannot be read: {fault.Message}");
            return null;
        }
    }

    private static Expression? BindRouteValue(ParameterInfo parameter, RoutePattern route, Expression context, List<string> faults)
    {
        if (route.GetParameter(parameter.Name!) is not { } segment)
            return null;
        var value = Expression.Call(typeof(HttpTriggerReader), nameof(RouteValue), null, context, Expression.Constant(segment.Name));
        if (parameter.ParameterType == typeof(string))
            return value;
        var constraint = parameter.ParameterType == typeof(int) ? "int" : parameter.ParameterType == typeof(Guid) ? "guid" : null;
        if (constraint is null)
            return null;
        // Without the constraint a value of another form would be a fault of the host, a 500, on Azure.
        if (segment.IsOptional || segment.ParameterPolicies.All(policy => policy.Content != constraint))
            faults.Add($"its route must say {{{segment.Name}:{constraint}}}, so that other values are not found.");
        return Expression.Call(parameter.ParameterType, "Parse", null, value, Expression.Constant(CultureInfo.InvariantCulture, typeof(IFormatProvider)));
    }

    private static string? RouteValue(HttpContext context, string name) => context.Request.RouteValues[name] as string;
}
