using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ServerlessSupport.Hub;

/// <summary>The hub alone, for any project that pushes; <see cref="HubArguments"/> says what it takes.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
            return Say(HubArguments.Help);
        if (args.Contains("--version"))
            return Say(typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
        if (HubArguments.Refuse(args) is { } wrong)
            return Refuse($"{wrong} Run it with --help to see what it takes.");
        var builder = WebApplication.CreateSlimBuilder(args);
        if (HubArguments.RefuseSettings(builder.Configuration.GetSection("Hub").GetChildren().Select(setting => setting.Key)) is { } unknown)
            return Refuse(unknown);
        return Run(builder);
    }

    private static int Run(WebApplicationBuilder builder)
    {
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
            builder.WebHost.UseUrls(HubArguments.DefaultUrl);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            // Why the start failed is said in a sentence, not with the stack of it.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' "));
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
        catch (Exception fault) when (fault is InvalidDataException or IOException or SocketException)
        {
            return Refuse(fault.Message);
        }
    }

    private static int Say(string text)
    {
        Console.WriteLine(text);
        return 0;
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 1;
    }
}
