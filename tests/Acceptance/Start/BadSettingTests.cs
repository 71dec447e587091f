using System.Diagnostics;

namespace ServerlessSupport.Acceptance.Start;

public sealed class BadSettingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Bad_settings_stop_the_start_with_a_sentence_each_that_names_the_key()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Local.dll"), "--data", _folder, "--url", "http://127.0.0.1:0", "--Push:MaxAttempts", "99", "--Reminders:First", "00:00:00" })
            start.ArgumentList.Add(argument);
        using var server = Process.Start(start)!;
        var errors = server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, server.ExitCode);
        Assert.Equal(
            ["First: The field Reminders:First must be between 00:00:01 and 90.00:00:00.", "MaxAttempts: The field Push:MaxAttempts must be between 1 and 20."],
            (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
