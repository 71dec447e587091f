using System.Text.RegularExpressions;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>What the page on backups has people do.</summary>
public sealed partial class BackupPageTests
{
    [Fact]
    public void What_its_commands_write_into_a_checkout_is_never_committed()
    {
        var ignored = File.ReadAllLines(Checkout.File(".gitignore"));
        var folders = Folders().Matches(File.ReadAllText(Checkout.File(Path.Combine("docs", "backup.md")))).Select(match => match.Groups["folder"].Value).Distinct().ToList();

        Assert.Contains("backups", folders);
        Assert.All(folders, folder => Assert.Contains($"/{folder}/", ignored));
        Assert.Contains("/.data/", ignored);
        Assert.Contains("/.data.erasures", ignored);
    }

    [GeneratedRegex(@"-- (backup|restore|verify) (?<folder>\w+)/")]
    private static partial Regex Folders();
}
