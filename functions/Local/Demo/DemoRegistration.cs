using ServerlessSupport.App.AgentConsole;

namespace ServerlessSupport.Local.Demo;

/// <summary>Registers the demo: sample people and tickets, and the page that shows two phones beside the console.</summary>
internal static class DemoRegistration
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> Types = new() { [".js"] = "text/javascript; charset=utf-8", [".css"] = "text/css; charset=utf-8" };

    /// <summary>What the demo sets unless it is set: clocks so short that a reminder comes while one looks on.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Reminders:First"] = "00:00:25",
        ["Reminders:Repeat"] = "00:10:00",
        ["Reminders:Schedule"] = "*/2 * * * * *",
    };

    public static IServiceCollection AddDemo(this IServiceCollection services) =>
        services.AddSingleton<DemoPeople>().AddSingleton<DemoPace>().AddHostedService<DemoTraffic>();

    /// <summary>Lets the demo's page, and no other, show the console in a frame.</summary>
    public static void UseDemo(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/console"))
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.ToString().Replace("frame-ancestors 'none'", "frame-ancestors 'self'", StringComparison.Ordinal);
                return Task.CompletedTask;
            });
        return next(context);
    });

    public static void MapDemo(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/demo", context => Page(context).ExecuteAsync(context));
        foreach (var (path, asset) in new[] { ("/demo/lit-html.js", "vendor/lit-html.js"), ("/demo/icon.svg", "icon.svg") })
            endpoints.MapGet(path, context => Shared(context.RequestServices.GetRequiredService<ConsoleFiles>().Assets[asset]).ExecuteAsync(context));
        endpoints.MapGet("/demo/{name}", context => File((string)context.Request.RouteValues["name"]!).ExecuteAsync(context));
    }

    private static IResult Shared(ConsoleFile asset) => TypedResults.Bytes(asset.Plain, asset.ContentType);

    private static IResult File(string name) =>
        Types.TryGetValue(Path.GetExtension(name), out var type) && Read(name) is { } stream ? TypedResults.Stream(stream, type) : TypedResults.NotFound();

    private static IResult Page(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(Read("index.html")!, "text/html; charset=utf-8");
    }

    private static Stream? Read(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream("demo/page/" + name);
}
