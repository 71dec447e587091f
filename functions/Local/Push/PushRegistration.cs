using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Hub;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Push;

/// <summary>Registers the hub of this machine, kept in the data folder, and the product's pushes to it.</summary>
internal static class PushRegistration
{
    private const string NameSetting = "Local:Hub";

    public static IServiceCollection AddLocalPush(this IServiceCollection services) => services
        .AddSingleton<IHubStore, SqliteHubStore>()
        .AddSingleton<IPushGateway, LocalPushGateway>()
        .AddNotificationHub(provider => Options(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<LocalOptions>().DataFolder));

    private static HubOptions Options(IConfiguration configuration, string dataFolder) => new(
        configuration[NameSetting] ?? HubOptions.DefaultName,
        () => PrivateFile.ReadOrMake(Path.Combine(dataFolder, "hub.key"), MakeKey).Trim())
    {
        NameSetting = NameSetting,
        ReservedNames = ["api", "local", "admin", "console"],
    };

    private static string MakeKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
