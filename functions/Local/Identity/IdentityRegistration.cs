using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.App.Identity;

namespace ServerlessSupport.Local.Identity;

/// <summary>Registers the local issuer.</summary>
internal static class IdentityRegistration
{
    /// <summary>Tokens of the local issuer are accepted, unless the settings name others for customers, for agents or for both.</summary>
    public static IServiceCollection AddLocalIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LocalIssuer>();
        if (configuration[$"{IdentityOptions.Section}:{nameof(IdentityOptions.Issuer)}"] == LocalIssuer.Issuer)
            services.AddSingleton(Keys);
        if (configuration[$"{IdentityOptions.Section}:{nameof(IdentityOptions.AgentIssuer)}"] == LocalIssuer.Issuer)
            services.AddKeyedSingleton(CallerReader.AgentKeys, (provider, _) => Keys(provider));
        return services;
    }

    private static TokenKeys Keys(IServiceProvider services)
    {
        SecurityKey[] keys = [services.GetRequiredService<LocalIssuer>().Key];
        return (_, _) => new(keys);
    }
}
