using System.Diagnostics;
using ServerlessSupport.Emulators.Functions;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>What whoever starts the app is told when it cannot start.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Started_by_hand_it_says_what_to_start_instead()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [RunningWorker.Assembly]) { RedirectStandardError = true })!;

        var said = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("dotnet run --project functions/Local", Assert.Single(said.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Push__MaxAttempts", "0", "Push:MaxAttempts")]
    [InlineData("Cosmos", "", "Cosmos:accountEndpoint")]
    [InlineData("Push__FirstRetryDelay", "soon", "Push:FirstRetryDelay")]
    public async Task A_bad_setting_stops_the_start_and_is_named(string key, string value, string named)
    {
        var settings = new Dictionary<string, string> { [key] = value };

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => FunctionsHost.StartAsync(new FunctionsHostOptions(RunningWorker.Assembly, settings), Cancellation));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }
}
