using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Http;

namespace ServerlessSupport.Unit.Http;

public sealed class RouteTests
{
    [Fact]
    public void No_route_begins_with_what_the_host_keeps_for_itself()
    {
        var routes = typeof(SubmitTicket).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()?.Route).OfType<string>().ToList();

        Assert.NotEmpty(routes);
        Assert.DoesNotContain(routes, route => route.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase));
    }
}
