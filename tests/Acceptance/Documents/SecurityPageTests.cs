using System.Text.RegularExpressions;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>docs/security.md names tests that there are.</summary>
public sealed partial class SecurityPageTests
{
    [Fact]
    public void Each_test_that_it_names_exists()
    {
        var root = Path.GetDirectoryName(Checkout.File("README.md"))!;
        var sources = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.cs", SearchOption.AllDirectories).ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var named = Names().Matches(File.ReadAllText(Path.Combine(root, "docs", "security.md"))).Select(match => (Class: match.Groups[1].Value, Test: match.Groups[2].Value)).ToList();

        Assert.True(named.Count > 20);
        Assert.All(named, name => Assert.Contains(sources[name.Class], source => source.Contains($" {name.Test}(", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"`(\w+(?:Tests|Contract))\.(\w+)`")]
    private static partial Regex Names();
}
