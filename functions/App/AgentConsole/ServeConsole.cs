namespace ServerlessSupport.App.AgentConsole;

/// <summary>The function that answers for every address of the console.</summary>
public sealed class ServeConsole(ConsolePages pages)
{
    [Function(nameof(ServeConsole)), Allow(Who.Open)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/{*path}")] HttpRequest request)
    {
        var path = request.Path.Value!["/console".Length..].Trim('/');
        return pages.Find(request.HttpContext, path) ?? new ProblemResult(ProblemCode.NotFound.With("The console has no such file."));
    }
}
