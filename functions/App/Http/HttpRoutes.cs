using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Http.OpenApi;

namespace ServerlessSupport.App.Http;

/// <summary>The routes that the triggers of this assembly declare.</summary>
internal static class HttpRoutes
{
    /// <summary>What host.json puts before every route.</summary>
    private const string Prefix = "/api/";

    public static IReadOnlyList<HttpRoute> All { get; } =
    [
        .. from type in typeof(HttpRoutes).Assembly.GetExportedTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           from verb in trigger.Methods ?? []
           select new HttpRoute(function.Name, verb, Prefix + trigger.Route),
    ];
}
