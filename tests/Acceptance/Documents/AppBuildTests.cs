using System.Diagnostics;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>The function app of the default build says what to do instead of failing in the dark.</summary>
public sealed class AppBuildTests
{
    [Fact]
    public async Task Starting_it_points_at_the_local_edition()
    {
        var (exitCode, output) = await RunAsync(Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.App.dll"));

        Assert.Equal(1, exitCode);
        Assert.Contains("dotnet run --project functions/Local", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_it_without_the_real_packages_says_how_to()
    {
        var (exitCode, output) = await RunAsync("publish", Checkout.File("functions/App"), "--no-build", "-nologo");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("publish it with -p:UseAzurePackages=true", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var dotnet = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = dotnet.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await dotnet.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await dotnet.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (dotnet.ExitCode, output + await errors);
    }
}
