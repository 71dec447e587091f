using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ServerlessSupport.App.AgentConsole;
using ServerlessSupport.App.Identity;

namespace ServerlessSupport.App.Edge;

/// <summary>Registers what stands between requests and functions.</summary>
internal static class EdgeRegistration
{
    /// <summary>The gate, which takes the tokens of the issuer that the settings name unless the edition registered how to validate them.</summary>
    public static IServiceCollection AddEdge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<IdentityOptions, IdentityOptionsValidator>(configuration, IdentityOptions.Section);
        services.AddSettings<LimitsOptions, LimitsOptionsValidator>(configuration, LimitsOptions.Section);
        services.TryAddSingleton<ClientAddress>(ClientAddresses.OfFrontEnd);
        services.TryAddSingleton(provider => PublishedKeys.Of(Of(provider).Issuer, Of(provider).MetadataAddress, provider.GetRequiredService<TimeProvider>()));
        if (!string.IsNullOrEmpty(configuration[$"{IdentityOptions.Section}:{nameof(IdentityOptions.AgentIssuer)}"]))
            services.TryAddKeyedSingleton(CallerReader.AgentKeys, (provider, _) => PublishedKeys.Of(Of(provider).AgentIssuer!, Of(provider).AgentMetadataAddress, provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton<CallerReader>().AddSingleton<RequestLimits>().AddSingleton<Gate>().AddSingleton<AuditedCalls>().AddSingleton<AuditedRefusals>().AddConsole(configuration);
    }

    private static IdentityOptions Of(IServiceProvider services) => services.GetRequiredService<IOptions<IdentityOptions>>().Value;
}
