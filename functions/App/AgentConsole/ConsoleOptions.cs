using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessSupport.App.Identity;

namespace ServerlessSupport.App.AgentConsole;

/// <summary>The settings under <c>Console</c>: how agents sign in to it.</summary>
internal sealed class ConsoleOptions
{
    public const string Section = "Console";

    /// <summary>The id under which the issuer knows the console, a public client that may return to /console (OpenID Connect, code flow with PKCE). Without it nobody can sign in, except by name in the local edition.</summary>
    public string? ClientId { get; set; }

    /// <summary>The issuer to sign in at; by default the one whose tokens of agents are accepted.</summary>
    public string? Authority { get; set; }

    /// <summary>What is asked for, so that the token is one for this server. Default <c>openid profile offline_access</c>.</summary>
    [Required]
    public string Scope { get; set; } = "openid profile offline_access";

    /// <summary>Further origins that the page may call, with a space between them: where the issuer answers from others than its own.</summary>
    public string? Origins { get; set; }
}

[OptionsValidator]
internal sealed partial class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>;

/// <summary>What the edition adds: whether agents sign in by their name, where attachments lie when not here, and where one hears that something changed, if anywhere.</summary>
internal sealed record ConsoleEdition(bool SignInByName, string? Files, string? Changes = null);

/// <summary>Registers the console.</summary>
internal static class ConsoleRegistration
{
    /// <summary>The console, to which agents sign in at the issuer unless the edition registered something else.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ConsoleOptions, ConsoleOptionsValidator>(configuration, ConsoleOptions.Section);
        services.TryAddSingleton(new ConsoleEdition(SignInByName: false, configuration["Blobs:ServiceUri"]));
        return services.AddSingleton<ConsoleFiles>().AddSingleton(provider => new ConsolePages(
            provider.GetRequiredService<ConsoleFiles>(),
            provider.GetRequiredService<IOptions<ConsoleOptions>>().Value,
            provider.GetRequiredService<IOptions<IdentityOptions>>().Value,
            provider.GetRequiredService<ConsoleEdition>()));
    }
}
