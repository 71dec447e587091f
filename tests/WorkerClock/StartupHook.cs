using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Loader;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

/// <summary>
/// Gives a process, unchanged, a clock that a test puts forward: .NET runs this first where DOTNET_STARTUP_HOOKS names it.
/// The clock starts at WORKER_CLOCK_START, runs, and jumps by the ticks that come, a line each, from the port WORKER_CLOCK_PORT.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var folder = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!;
        // What the process does not bring itself lies beside this assembly.
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        MovedClock.Install();
    }
}

internal static class MovedClock
{
    private static ITimer? _running;

    /// <summary>Lets a clock run as the real one does.</summary>
    public static ITimer Run(FakeTimeProvider clock)
    {
        var last = TimeProvider.System.GetTimestamp();
        return TimeProvider.System.CreateTimer(
            _ =>
            {
                var now = TimeProvider.System.GetTimestamp();
                clock.Advance(TimeProvider.System.GetElapsedTime(Interlocked.Exchange(ref last, now), now) is { Ticks: > 0 } passed ? passed : TimeSpan.Zero);
            },
            null,
            TimeSpan.FromMilliseconds(10),
            TimeSpan.FromMilliseconds(10));
    }

    public static void Install()
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("WORKER_CLOCK_").Build();
        var clock = new FakeTimeProvider(DateTimeOffset.Parse(settings["START"]!, CultureInfo.InvariantCulture));
        DiagnosticListener.AllListeners.Subscribe(new Listener(clock));
        var client = new TcpClient();
        client.Connect(IPAddress.Loopback, int.Parse(settings["PORT"]!, CultureInfo.InvariantCulture));
        _running = Run(clock);
        new Thread(() => Follow(client, clock)) { IsBackground = true }.Start();
    }

    private static void Follow(TcpClient client, FakeTimeProvider clock)
    {
        using var reader = new StreamReader(client.GetStream());
        using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
        while (reader.ReadLine() is { } ticks)
        {
            clock.Advance(TimeSpan.FromTicks(long.Parse(ticks, CultureInfo.InvariantCulture)));
            writer.WriteLine("done");
        }
    }

    /// <summary>Puts the clock into the host that the process builds, in place of the one it registered.</summary>
    private sealed class Listener(TimeProvider clock) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
                value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilding", Value: IHostBuilder host })
                host.ConfigureServices(services => services.AddSingleton(clock));
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
