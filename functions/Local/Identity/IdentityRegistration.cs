using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.App.AgentConsole;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Local.Desk;

namespace ServerlessSupport.Local.Identity;

/// <summary>Registers the local issuer.</summary>
internal static class IdentityRegistration
{
    /// <summary>Tokens of the local issuer are accepted, unless the settings name others for customers, for agents or for both.</summary>
    public static IServiceCollection AddLocalIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LocalIssuer>();
        var issuer = configuration[$"{IdentityOptions.Section}:{nameof(IdentityOptions.Issuer)}"];
        var agentIssuer = configuration[$"{IdentityOptions.Section}:{nameof(IdentityOptions.AgentIssuer)}"];
        if (issuer == LocalIssuer.Issuer)
            services.AddSingleton(Keys);
        if (agentIssuer == LocalIssuer.Issuer)
            services.AddKeyedSingleton(CallerReader.AgentKeys, (provider, _) => Keys(provider));
        var agents = string.IsNullOrEmpty(agentIssuer) ? issuer : agentIssuer;
        return services.AddSingleton(new ConsoleEdition(SignInByName: agents == LocalIssuer.Issuer, Files: null, DeskStream.Path));
    }

    private static TokenKeys Keys(IServiceProvider services)
    {
        SecurityKey[] keys = [services.GetRequiredService<LocalIssuer>().Key];
        return (_, _) => new(keys);
    }
}
