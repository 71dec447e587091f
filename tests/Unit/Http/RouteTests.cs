using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Http;

namespace ServerlessSupport.Unit.Http;

public sealed class RouteTests
{
    private static readonly List<string> Routes =
    [
        .. typeof(SubmitTicket).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()?.Route).OfType<string>(),
    ];

    [Fact]
    public void No_route_begins_with_what_the_host_keeps_for_itself() =>
        Assert.DoesNotContain(Routes, route => route.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase));

    // host.json puts nothing before them, because the console stands beside the API.
    [Fact]
    public void Every_route_says_that_it_is_of_the_API_or_the_console() =>
        Assert.All(Routes, route => Assert.True(route.StartsWith("api/", StringComparison.Ordinal) || route.StartsWith("console", StringComparison.Ordinal), $"Write Route = \"api/{route}\": the prefix is no longer added by host.json."));
}
