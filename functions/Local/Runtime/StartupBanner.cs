using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Tells at the start what can be called and what wakes the rest, the way Core Tools do.</summary>
internal sealed class StartupBanner(FunctionCatalog catalog, HostSettings settings, IServer server, BannerOutput output, LocalOptions? options = null)
{
    public void Print()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault() ?? "";
        output.Writer.WriteLine(Text(catalog, settings, address));
        output.Writer.WriteLine($"Agents work at {address.TrimEnd('/')}/console");
        if (options?.Demo == true)
            output.Writer.WriteLine($"The demo, two phones beside the console: {address.TrimEnd('/')}/demo");
        output.Writer.WriteLine($"Push hub: {address.TrimEnd('/')}/local/hub shows what was sent, and its connection string\n");
    }

    public static string Text(FunctionCatalog catalog, HostSettings settings, string address)
    {
        var width = catalog.Functions.Max(function => (int?)function.Name.Length) ?? 0;
        var lines = catalog.Functions
            .OrderBy(function => function is not HttpFunction)
            .Select(function => $"\n    {(function.Name + ":").PadRight(width + 1)} {Describe(function, settings, address)}");
        return $"\nFunctions:\n{string.Concat(lines)}\n";
    }

    private static string Describe(FunctionDefinition function, HostSettings settings, string address) => function switch
    {
        HttpFunction http => $"[{string.Join(',', http.Methods)}] {address.TrimEnd('/')}{FunctionEndpoints.Path(http, settings)}",
        TimerFunction timer => $"timerTrigger {timer.Expression}",
        ChangeFeedFunction feed => $"cosmosDBTrigger {feed.Container}",
        QueueFunction queue => $"serviceBusTrigger {queue.Queue}",
        _ => "",
    };
}

/// <summary>Where the banner goes.</summary>
internal sealed record BannerOutput(TextWriter Writer);
