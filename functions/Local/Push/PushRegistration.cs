using System.Security.Cryptography;
using ServerlessSupport.Hub;

namespace ServerlessSupport.Local.Push;

/// <summary>Registers the hub of this machine, kept in the data folder, and the product's pushes to it.</summary>
internal static class PushRegistration
{
    /// <summary>The file in the data folder that holds the hub's key.</summary>
    public const string KeyFile = "hub.key";

    private const int KeyLength = 32;
    private const string NameSetting = "Local:Hub";

    public static IServiceCollection AddLocalPush(this IServiceCollection services) => services
        .AddSingleton<IHubStore, SqliteHubStore>()
        .AddSingleton<IPushGateway, LocalPushGateway>()
        .AddNotificationHub(provider => Options(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<LocalOptions>().DataFolder));

    private static HubOptions Options(IConfiguration configuration, string dataFolder) => new(
        configuration[NameSetting] ?? HubOptions.DefaultName,
        () => ReadKey(Path.Combine(dataFolder, KeyFile)))
    {
        NameSetting = NameSetting,
        ReservedNames = ["api", "local", "admin", "console"],
    };

    public static string ReadKey(string path) => PrivateFile.ReadOrMake(
        path,
        () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength)),
        text => Convert.TryFromBase64String(text, new byte[KeyLength], out var length) && length == KeyLength ? text : null,
        "the hub's connection string is another one");
}
