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
        var allow = reader.Method.GetCustomAttribute<AllowAttribute>();
        if (allow is null)
            reader.Faults.Add("it does not say who may call it: give it [Allow(...)].");
        if (!reader.Takes<HttpRequest>(parameter) || route is null || allow is null)
            return null;
        var call = FunctionBinder.Bind<HttpContext, Task<IResult?>>(
            reader.Method,
            candidate => candidate.Position == parameter.Position ? context => context.Request : BindRouteValue(candidate, route, reader.Faults),
            FunctionBinder.ToResultTask,
            reader.Faults);
        return call is null ? null : new HttpFunction(reader.Name, Door.Of(reader.Name, allow), [.. methods.Select(method => method.ToUpperInvariant()).Distinct()], route, call);
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

    private static Func<HttpContext, object?>? BindRouteValue(ParameterInfo parameter, RoutePattern route, List<string> faults)
    {
        if (route.GetParameter(parameter.Name!) is not { } segment)
            return null;
        if (parameter.ParameterType == typeof(string))
            return context => RouteValue(context, segment.Name);
        Func<string, object>? parse = parameter.ParameterType == typeof(int) ? text => int.Parse(text, CultureInfo.InvariantCulture)
            : parameter.ParameterType == typeof(Guid) ? text => Guid.Parse(text, CultureInfo.InvariantCulture)
            : null;
        if (parse is null)
            return null;
        // Without the constraint a value of another form would be a fault of the host, a 500, on Azure.
        var constraint = parameter.ParameterType == typeof(int) ? "int" : "guid";
        if (segment.IsOptional || segment.ParameterPolicies.All(policy => policy.Content != constraint))
            faults.Add($"its route must say {{{segment.Name}:{constraint}}}, so that other values are not found.");
        return context => parse(RouteValue(context, segment.Name)!);
    }

    private static string? RouteValue(HttpContext context, string name) => context.Request.RouteValues[name] as string;
}
