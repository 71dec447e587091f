using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessSupport.App.AgentConsole;

namespace ServerlessSupport.Unit.AgentConsole;

/// <summary>What the console is made of: small, whole, and of libraries that are what they claim.</summary>
public sealed partial class ConsoleFilesTests
{
    private const int FirstLoadBytes = 60 * 1024;

    private static readonly ConsoleFiles Files = new();
    private static readonly string Folder = Path.Combine(Repository.Root, "console");

    [Fact]
    public void What_the_first_load_takes_fits_into_60_KB()
    {
        string[] words = ["words/en.js", "words/zh-CN.js"];
        var styles = Files.Assets.Where(asset => asset.Key.EndsWith(".css", StringComparison.Ordinal) && Encoding.UTF8.GetString(Files.Page.Plain).Contains(asset.Key, StringComparison.Ordinal)).Sum(asset => asset.Value.For("br").Bytes.Length);
        var modules = Files.FirstLoad.Sum(path => Files.Assets[path].For("br").Bytes.Length);
        var language = words.Max(path => Files.Assets[path].For("br").Bytes.Length);

        Assert.InRange(Files.Page.For("br").Bytes.Length + styles + modules + language, 10_000, FirstLoadBytes);
    }

    [Fact]
    public void The_page_names_each_module_that_it_needs_at_once_and_no_other()
    {
        var page = Encoding.UTF8.GetString(Files.Page.Plain);

        Assert.All(Files.FirstLoad, path => Assert.Contains($"/console/{Files.Digest}/{path}\"", page, StringComparison.Ordinal));
        Assert.DoesNotContain("oauth4webapi", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"assets/", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_import_leads_to_a_file()
    {
        foreach (var (path, asset) in Files.Assets.Where(asset => asset.Key.EndsWith(".js", StringComparison.Ordinal) && !asset.Key.StartsWith("vendor/", StringComparison.Ordinal)))
        {
            foreach (Match import in Import().Matches(Encoding.UTF8.GetString(asset.Plain)))
                Assert.Contains(new Uri(new Uri("file:///" + path), import.Groups[1].Value).AbsolutePath.TrimStart('/'), Files.Assets);
        }
    }

    [Fact]
    public void Every_library_is_the_one_that_the_manifest_names_and_has_its_licence()
    {
        var vendor = Path.Combine(Folder, "vendor");
        var manifest = JsonElement.Parse(File.ReadAllText(Path.Combine(vendor, "manifest.json"))).GetProperty("files").EnumerateArray().ToList();

        Assert.Equal(
            Directory.GetFiles(vendor, "*.js", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(vendor, file).Replace('\\', '/')).Order(),
            manifest.Select(entry => entry.GetProperty("file").GetString()!).Order());
        Assert.All(manifest, entry =>
        {
            Assert.Equal(entry.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(vendor, entry.GetProperty("file").GetString()!)))));
            Assert.True(File.Exists(Path.Combine(vendor, entry.GetProperty("licenceFile").GetString()!)));
        });
    }

    [Fact]
    public void Every_file_begins_by_saying_what_it_is() =>
        Assert.All(Own(), file => Assert.Matches(@"^(//|/\*) \w", File.ReadLines(file).First()));

    [Fact]
    public void No_file_is_longer_than_300_lines() => Assert.All(Own(), file => Assert.InRange(File.ReadLines(file).Count(), 1, 300));

    private static IEnumerable<string> Own() => Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".js" or ".css" && !file.Contains("vendor", StringComparison.Ordinal));

    [GeneratedRegex("""(?:from|import)\s*\(?["'](\.[^"']+)["']""")]
    private static partial Regex Import();
}
