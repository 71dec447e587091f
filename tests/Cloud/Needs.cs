using Microsoft.Extensions.Configuration;

namespace ServerlessSupport.Cloud.Tests;

/// <summary>What a test needs from the machine: where it is missing the test is skipped and says so, or with REQUIRE_ALL=1 fails.</summary>
internal static class Needs
{
    private static readonly IConfiguration Environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();

    /// <summary>An environment variable; null when it is not set.</summary>
    public static string? Setting(string name) => Environment[name] is { Length: > 0 } value ? value : null;

    public static void That(bool isPresent, string missing)
    {
        if (isPresent)
            return;

        if (Environment["REQUIRE_ALL"] == "1")
            Assert.Fail(missing);

        Assert.Skip(missing);
    }
}
