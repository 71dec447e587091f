using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ServerlessSupport.Audit;

namespace ServerlessSupport.Local.Audit;

/// <summary>Registers what signs the audit record of the local edition.</summary>
internal static class AuditRegistration
{
    /// <summary>The file in the data folder that holds the key.</summary>
    public const string KeyFile = "audit.key";

    /// <summary>Signs with the key of the settings, or else with the one of the data folder, which is made when it is first asked for.</summary>
    public static IServiceCollection AddAuditKeys(this IServiceCollection services) => services.AddSingleton(provider =>
    {
        var (audit, folder) = (provider.GetRequiredService<IOptions<AuditOptions>>().Value, provider.GetRequiredService<LocalOptions>().DataFolder);
        return AuditKeys.Of(audit, string.IsNullOrEmpty(audit.Key) ? ReadKey(Path.Combine(folder, KeyFile)) : null);
    });

    public static byte[] ReadKey(string path) => PrivateFile.ReadOrMake(
        path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(AuditKeys.Length)), AuditKeys.Parse, "what the audit record says until then can no longer be verified");
}
