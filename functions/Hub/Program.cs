using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ServerlessSupport.Hub;

/// <summary>The hub alone, for any project that pushes: <c>--urls</c>, <c>--Hub:Name</c> and <c>--Hub:Key</c> say where and how it is reached.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
            builder.WebHost.UseUrls("http://127.0.0.1:7073");
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Without a key of its own it has a new one at each start; /local/hub/connection tells it.
        var (name, key) = (builder.Configuration["Hub:Name"] ?? HubOptions.DefaultName, builder.Configuration["Hub:Key"] ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        builder.Services.AddNotificationHub(_ => new HubOptions(name, () => key));

        try
        {
            var app = builder.Build();
            app.MapNotificationHub();
            app.Run();
            return 0;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
    }
}
