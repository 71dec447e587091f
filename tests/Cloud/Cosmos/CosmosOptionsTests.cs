using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessSupport.Cloud.Cosmos;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class CosmosOptionsTests
{
    private const string Reference = "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/one)";

    private static readonly (string Name, string? Value)[] Good =
        [("Cosmos:accountEndpoint", "https://account.example:443/"), ("Cosmos:clientId", "id")];

    [Fact]
    public void An_identity_and_a_connection_string_each_are_enough()
    {
        var byIdentity = Read();
        var byString = Read(("Cosmos:accountEndpoint", null), ("Cosmos", "AccountEndpoint=https://account.example/;AccountKey=a2V5"));

        Assert.Equal(("https://account.example:443/", "id", "support"), (byIdentity.AccountEndpoint, byIdentity.ClientId, byIdentity.DatabaseName));
        Assert.StartsWith("AccountEndpoint=", byString.ConnectionString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cosmos", Reference, "Cosmos")]
    [InlineData("Cosmos:clientId", Reference, "Cosmos:clientId")]
    [InlineData("Cosmos:accountEndpoint", null, "Cosmos:accountEndpoint")]
    [InlineData("Cosmos:accountEndpoint", "account", "Cosmos:accountEndpoint")]
    [InlineData("Cosmos", "AccountEndpoint=https://other.example/;AccountKey=a2V5", "Cosmos:accountEndpoint")]
    [InlineData("Cosmos:DatabaseName", "", "DatabaseName")]
    [InlineData("Cosmos:ThrottledRetries", "31", "ThrottledRetries")]
    [InlineData("Cosmos:ThrottledWait", "00:02:00", "ThrottledWait")]
    public void A_bad_setting_is_refused_by_name(string name, string? value, string named) => Assert.Contains(
        named,
        Assert.Throws<OptionsValidationException>(() => Read((name, value))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Reference, true)]
    [InlineData(" @microsoft.keyvault(VaultName=v;SecretName=s)", true)]
    [InlineData("a secret", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_reference_to_the_vault_is_told_from_a_secret(string? value, bool isReference) => Assert.Equal(isReference, KeyVaultReference.IsUnresolved(value));

    [Fact]
    public void One_process_has_one_client()
    {
        using var services = Services();

        Assert.Same(services.GetRequiredService<Microsoft.Azure.Cosmos.CosmosClient>(), services.GetRequiredService<CosmosContainers>().Tickets.Database.Client);
    }

    private static CosmosOptions Read(params (string Name, string? Value)[] changes)
    {
        using var services = Services(changes);
        return services.GetRequiredService<IOptions<CosmosOptions>>().Value;
    }

    private static ServiceProvider Services(params (string Name, string? Value)[] changes)
    {
        var settings = Good.Concat(changes).GroupBy(setting => setting.Name).ToDictionary(group => group.Key, group => group.Last().Value);
        return new ServiceCollection().AddCosmos(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
    }
}
