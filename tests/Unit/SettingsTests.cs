using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit;

public sealed class SettingsTests
{
    [Fact]
    public void Each_bad_setting_is_named_once_by_its_key()
    {
        var settings = new Dictionary<string, string?> { ["Push:MaxAttempts"] = "99", ["Push:Concurrency"] = "0", ["Push:Server"] = "shop" };
        using var services = new ServiceCollection().AddSupport(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();

        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<PushOptions>>().Value);

        Assert.Equal(
            ["The field Push:Concurrency must be between 1 and 64.", "The field Push:MaxAttempts must be between 1 and 20."],
            fault.Failures.Order(StringComparer.Ordinal));
    }
}
