using ServerlessSupport.Local.Identity;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Puts the functions that requests wake onto the server's routes, and the address by which an operator runs a timer by hand.</summary>
internal static class FunctionEndpoints
{
    public static void MapFunctions(this IEndpointRouteBuilder endpoints)
    {
        var settings = endpoints.ServiceProvider.GetRequiredService<HostSettings>();
        foreach (var function in endpoints.ServiceProvider.GetRequiredService<FunctionCatalog>().Functions.OfType<HttpFunction>())
            endpoints.MapMethods(Path(function, settings), function.Methods, context => RunAsync(function, context)).WithDisplayName(function.Name).WithMetadata(function);
        endpoints.MapPost("/admin/functions/{name}", (RequestDelegate)(context => LoopbackOnly.GuardAsync(context, RunByHandAsync)));
    }

    /// <summary>The path as the server's router reads it, prefix included.</summary>
    public static string Path(HttpFunction function, HostSettings settings) =>
        string.Join('/', new[] { "", settings.RoutePrefix, function.Route.RawText }.Where((part, index) => index == 0 || !string.IsNullOrEmpty(part)));

    private static async Task RunAsync(HttpFunction function, HttpContext context)
    {
        var answer = await context.RequestServices.GetRequiredService<Gate>().PassAsync(
            context, function.Door, () => function.Call(context.RequestServices, context, context.RequestAborted));
        if (answer is not null)
            await answer.ExecuteAsync(context);
    }

    private static Task RunByHandAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var name = (string)context.Request.RouteValues["name"]!;
        if (services.GetRequiredService<FunctionsRuntime>().RunByHand(name))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        }

        var isKnown = services.GetRequiredService<FunctionCatalog>().Functions.Any(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return new ProblemResult(isKnown
            ? ProblemCode.InvalidRequest.With("Only functions with a timer trigger can be run by hand.")
            : ProblemCode.NotFound.With("There is no function of this name.")).ExecuteAsync(context);
    }
}

/// <summary>Gives answers that nobody else wrote the form of all refusals: unknown addresses, methods that are not offered, and faults.</summary>
internal sealed class ProblemAnswers(RequestDelegate next, Gate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var answer = gate.Answer(context, fault);
            context.Response.Clear();
            await answer.ExecuteAsync(context);
            return;
        }

        if (IsUnanswered(context) && context.Response.StatusCode == StatusCodes.Status404NotFound)
            await new ProblemResult(ProblemCode.NotFound.With("There is nothing at this address.")).ExecuteAsync(context);
        else if (IsUnanswered(context) && context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await new ProblemResult(ProblemCode.MethodNotAllowed.With($"This address takes {context.Response.Headers.Allow}.")).ExecuteAsync(context);
    }

    // An answer without a body that a function chose stays as it is, for so it would on Azure.
    private static bool IsUnanswered(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is null
        && !context.Response.HasStarted
        && context.Response.ContentType is null
        && context.Response.ContentLength is null;
}
