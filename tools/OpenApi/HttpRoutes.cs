using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Edge;
using ServerlessSupport.App.Http;

namespace ServerlessSupport.OpenApi;

/// <summary>A route of the function app: which function answers this method at this path, and who may call it.</summary>
internal sealed record HttpRoute(string Function, Who Who, string Method, string Path);

/// <summary>The routes of the API that the triggers of the function app declare; the console beside it is none of them.</summary>
internal static class HttpRoutes
{
    private const string Api = "api/";

    public static IReadOnlyList<HttpRoute> All { get; } =
    [
        .. from type in typeof(SubmitTicket).Assembly.GetExportedTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger?.Route?.StartsWith(Api, StringComparison.Ordinal) == true
           from verb in trigger.Methods ?? []
           select new HttpRoute(function.Name, method.GetCustomAttribute<AllowAttribute>()!.Who, verb, "/" + trigger.Route),
    ];
}
