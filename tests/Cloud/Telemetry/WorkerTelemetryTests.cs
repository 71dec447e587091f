using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;
using ServerlessSupport.App;

namespace ServerlessSupport.Cloud.Tests.Telemetry;

public sealed class WorkerTelemetryTests
{
    [Theory]
    [InlineData("ServerlessSupport.Push.DeliveryEngine", true)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", false)]
    [InlineData("System.Net.Http.HttpClient.CallInvokerExtractor.LogicalHandler", false)]
    [InlineData("Azure.Core", false)]
    public void Of_what_goes_well_only_the_product_writes_log_lines(string category, bool written) => Assert.Equal(written, Writes(category));

    [Fact]
    public void A_setting_brings_back_what_a_framework_says() =>
        Assert.True(Writes("Microsoft.AspNetCore.Hosting.Diagnostics", ("Logging:LogLevel:Microsoft.AspNetCore", "Information")));

    private static bool Writes(string category, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value)).Build();
        var provider = Substitute.For<ILoggerProvider>();
        var logger = Substitute.For<ILogger>();
        logger.IsEnabled(default).ReturnsForAnyArgs(true);
        provider.CreateLogger("").ReturnsForAnyArgs(logger);
        var services = new ServiceCollection().AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddProvider(provider));
        services.AddWorkerTelemetry(configuration);
        using var built = services.BuildServiceProvider();
        return built.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(LogLevel.Information);
    }
}
