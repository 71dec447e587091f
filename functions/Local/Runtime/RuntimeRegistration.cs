using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Registers what runs the functions; the store must be registered beside it.</summary>
internal static class RuntimeRegistration
{
    /// <summary>Runs the functions of an assembly under a host.json, and tells of them on <paramref name="banner"/> once the host has started.</summary>
    public static IServiceCollection AddFunctionsRuntime(this IServiceCollection services, Assembly functions, string hostFile, TextWriter? banner = null) =>
        services.AddFunctionsRuntime(functions.GetExportedTypes(), HostSettings.Read(hostFile), banner);

    public static IServiceCollection AddFunctionsRuntime(this IServiceCollection services, IEnumerable<Type> functions, HostSettings settings, TextWriter? banner = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(settings)
            .AddSingleton(provider => FunctionCatalog.Discover(functions, provider.GetRequiredService<IConfiguration>(), settings))
            .AddSingleton<Invoker>()
            .AddSingleton<SqliteFeedPump>()
            .AddSingleton(new BannerOutput(banner ?? TextWriter.Null))
            .AddSingleton<StartupBanner>()
            .AddSingleton<FunctionsRuntime>()
            .AddHostedService(provider => provider.GetRequiredService<FunctionsRuntime>());
    }
}
