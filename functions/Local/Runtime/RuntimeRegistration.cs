using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Registers what runs the functions; the store must be registered beside it.</summary>
internal static class RuntimeRegistration
{
    /// <summary>Runs the functions of an assembly under a host.json, and tells of them on <paramref name="banner"/> once the host has started.</summary>
    public static IServiceCollection AddFunctionsRuntime(
        this IServiceCollection services, IConfiguration configuration, Assembly functions, string hostFile, TextWriter? banner = null) =>
        services.AddFunctionsRuntime(configuration, functions.GetExportedTypes, HostSettings.Read(hostFile), banner);

    public static IServiceCollection AddFunctionsRuntime(
        this IServiceCollection services, IConfiguration configuration, Func<IEnumerable<Type>> functions, HostSettings settings, TextWriter? banner = null)
    {
        // They are found while the rest is put together: one after the other it would be a tenth of the start.
        var catalog = Task.Run(() => FunctionCatalog.Discover(functions(), configuration, settings));
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(settings)
            .AddSingleton(_ => catalog.GetAwaiter().GetResult())
            .AddSingleton<Invoker>()
            .AddSingleton<SqliteFeedPump>()
            .AddSingleton(new BannerOutput(banner ?? TextWriter.Null))
            .AddSingleton<StartupBanner>()
            .AddSingleton<FunctionsRuntime>()
            .AddHostedService(provider => provider.GetRequiredService<FunctionsRuntime>());
    }
}
