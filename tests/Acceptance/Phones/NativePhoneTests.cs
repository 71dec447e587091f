using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ServerlessSupport.Acceptance.Documents;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Acceptance.Storage;

namespace ServerlessSupport.Acceptance.Phones;

/// <summary>The phone, and with it the device SDK, compiled ahead of time and trimmed, as apps on phones are.</summary>
public sealed class NativePhoneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_runs_a_script_and_its_build_warns_of_nothing()
    {
        Needs.That(await HasClangAsync(), "Compiling ahead of time needs clang and zlib1g-dev.");
        await using var server = new LocalProcess(_folder.File("server"));
        await server.StartAsync(Cancelled);
        var script = _folder.File("script.txt");
        await File.WriteAllTextAsync(script, $"submit Where is my parcel?\nattach last {script}\ninquire last\nwait status last\nopen last\ndevice\n", Cancelled);

        var published = await PublishAsync();
        await using var phone = PhoneProcess.StartNative(Path.Combine(published, "ServerlessSupport.Phone"), "--as", "alice", "--server", server.Address.ToString(), "--data", _folder.File("phone"), "--script", script);

        Assert.True(await phone.EndAsync() == 0, phone.Output + phone.Errors);
        Assert.Contains("status: Your ticket waits for an agent.", phone.Output, StringComparison.Ordinal);
        Assert.Contains("customer inquiry any news?", phone.Output, StringComparison.Ordinal);
        Assert.Contains("customer attachment script.txt", phone.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(published, "ServerlessSupport.Client.dll")), "The SDK is not compiled in.");
    }

    public void Dispose() => _folder.Dispose();

    // Warnings of the compiler are errors, as in every build here.
    private async Task<string> PublishAsync()
    {
        var output = _folder.File("published");
        string[] arguments = ["publish", Checkout.File("client/Phone"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true"];
        // The checkout's own build output stays as it is.
        string[] places = ["--artifacts-path", _folder.File("build"), "-o", output];
        var start = new ProcessStartInfo("dotnet", [.. arguments, .. places, "-nologo", "-v", "quiet", "--disable-build-servers"]) { RedirectStandardOutput = true };
        using var publish = Process.Start(start)!;
        var log = await publish.StandardOutput.ReadToEndAsync(Cancelled);
        await publish.WaitForExitAsync(Cancelled);
        Assert.True(publish.ExitCode == 0, log);
        Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);
        return output;
    }

    private static async Task<bool> HasClangAsync()
    {
        try
        {
            using var clang = Process.Start(new ProcessStartInfo("clang", "--version") { RedirectStandardOutput = true })!;
            await clang.WaitForExitAsync(Cancelled);
            return clang.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
