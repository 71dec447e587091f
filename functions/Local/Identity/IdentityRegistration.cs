using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.App.AgentConsole;
using ServerlessSupport.App.Identity;

namespace ServerlessSupport.Local.Identity;

/// <summary>Registers the local issuer.</summary>
internal static class IdentityRegistration
{
    /// <summary>Tokens of the local issuer are accepted, unless the settings name another one: then only that one's are.</summary>
    public static IServiceCollection AddLocalIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LocalIssuer>();
        var isOurs = configuration["Identity:Issuer"] == LocalIssuer.Issuer;
        services.AddSingleton(new ConsoleEdition(SignInByName: isOurs, Files: null));
        return !isOurs
            ? services
            : services.AddSingleton<TokenKeys>(provider =>
            {
                SecurityKey[] keys = [provider.GetRequiredService<LocalIssuer>().Key];
                return (_, _) => new(keys);
            });
    }
}
