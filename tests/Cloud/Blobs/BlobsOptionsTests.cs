using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessSupport.Cloud.Blobs;

namespace ServerlessSupport.Cloud.Tests.Blobs;

public sealed class BlobsOptionsTests
{
    [Theory]
    [InlineData("Blobs:ServiceUri", "https://acme.blob.core.windows.net/")]
    [InlineData("Blobs:ServiceUri", "http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("Blobs", "UseDevelopmentStorage=true")]
    public void An_account_is_named_by_its_address_or_a_connection_string(string key, string value) => Assert.Null(Fault((key, value)));

    [Theory]
    [InlineData("Blobs:ServiceUri", "http://acme.blob.core.windows.net/", "Blobs:ServiceUri is no https address")]
    [InlineData("Blobs:ServiceUri", "acme", "Blobs:ServiceUri is no https address")]
    [InlineData("Blobs:ServiceUri", "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/x)", "Blobs:ServiceUri is a Key Vault reference that was not resolved")]
    [InlineData("Blobs", "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/x)", "Blobs is a Key Vault reference that was not resolved")]
    [InlineData("Blobs:clientId", "1", "Set one of Blobs:ServiceUri")]
    public void A_bad_setting_is_named(string key, string value, string message) => Assert.Contains(message, Fault((key, value)), StringComparison.Ordinal);

    [Fact]
    public void Two_accounts_are_one_too_many() => Assert.Contains(
        "Set one of Blobs:ServiceUri", Fault(("Blobs", "UseDevelopmentStorage=true"), ("Blobs:ServiceUri", "https://acme.blob.core.windows.net/")), StringComparison.Ordinal);

    [Fact]
    public void An_account_that_does_not_answer_costs_half_a_minute_and_no_more()
    {
        BlobClientOptions? client = null;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Blobs", "UseDevelopmentStorage=true")]).Build();
        using var provider = new ServiceCollection().AddBlobs(configuration, options => client = options).BuildServiceProvider();
        provider.GetRequiredService<BlobServiceClient>();

        Assert.Equal(TimeSpan.FromSeconds(30), client!.Retry.NetworkTimeout * (1 + client.Retry.MaxRetries));
    }

    private static string? Fault(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
        using var provider = new ServiceCollection().AddBlobs(configuration).BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredService<IOptions<BlobsOptions>>().Value;
            return null;
        }
        catch (OptionsValidationException fault)
        {
            return fault.Message;
        }
    }
}
