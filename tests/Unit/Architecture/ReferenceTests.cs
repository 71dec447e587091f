using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ServerlessSupport.Unit.Architecture;

/// <summary>Who may know whom.</summary>
public sealed class ReferenceTests
{
    private static readonly string Root = Repository.Root;

    [Theory]
    [InlineData("functions/Support/ServerlessSupport.csproj")]
    [InlineData("functions/StandIns/ServerlessSupport.StandIns.csproj")]
    [InlineData("functions/Cloud/ServerlessSupport.Cloud.csproj", "ServerlessSupport", "ServerlessSupport.StandIns")]
    [InlineData("functions/App/ServerlessSupport.App.csproj", "ServerlessSupport", "ServerlessSupport.Cloud", "ServerlessSupport.StandIns")]
    [InlineData("functions/Local/ServerlessSupport.Local.csproj", "ServerlessSupport", "ServerlessSupport.Cloud", "ServerlessSupport.App", "ServerlessSupport.Hub")]
    [InlineData("functions/Hub/ServerlessSupport.Hub.csproj")]
    [InlineData("client/DotNet/ServerlessSupport.Client.csproj")]
    [InlineData("client/Phone/ServerlessSupport.Phone.csproj", "ServerlessSupport.Client")]
    public void A_project_references_only_what_it_may(string project, params string[] allowed)
    {
        var references = XDocument.Load(Path.Combine(Root, project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void The_product_knows_neither_Azure_nor_Functions_nor_HTTP_nor_SQLite()
    {
        var names = typeof(SupportRegistration).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(names, name => name.StartsWith("Azure.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Azure", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.IdentityModel", StringComparison.Ordinal)
            || name.Contains("StandIns", StringComparison.Ordinal)
            || name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The folders of the product from the bottom up, as docs/architecture.md lists them.</summary>
    private static readonly string[] Folders = ["Telemetry", "People", "Audit", "Desk", "Tickets", "Attachments", "Devices", "Push", "Reminders", "Reports", "Privacy"];

    [Fact]
    public void A_folder_of_the_product_uses_only_those_before_it()
    {
        var product = Path.Combine(Root, "functions", "Support");
        var found = Directory.EnumerateDirectories(product).Where(folder => Directory.EnumerateFiles(folder, "*.cs").Any()).Select(folder => Path.GetFileName(folder)!);
        Assert.Equal(Folders.Order(), found.Order());
        foreach (var (folder, index) in Folders.Select((folder, index) => (folder, index)))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(product, folder), "*.cs"))
            {
                var text = File.ReadAllText(file);
                var above = Folders[(index + 1)..].Where(other => text.Contains($"using ServerlessSupport.{other};", StringComparison.Ordinal) || Qualified(other).IsMatch(text));
                Assert.True(!above.Any(), $"{file} uses {string.Join(", ", above)}, which stands after {folder}.");
            }
        }
    }

    // A name that is written out, as Push.PushOptions, and no property of that name.
    private static Regex Qualified(string folder) => new($@"(?<![\w.]|///.*)(ServerlessSupport\.)?{folder}\.(?!Value\b)[A-Z]\w+Options|ServerlessSupport\.{folder}\.");

    [Fact]
    public void No_folder_is_called_by_what_it_is_not_about()
    {
        string[] refused = ["Common", "Shared", "Helpers", "Services", "Utils", "Extensions"];
        var folders = Directory.EnumerateDirectories(Path.Combine(Root, "functions"), "*", SearchOption.AllDirectories)
            .Where(folder => !folder.Contains("/obj", StringComparison.Ordinal) && !folder.Contains("/bin", StringComparison.Ordinal));

        Assert.DoesNotContain(folders, folder => refused.Contains(Path.GetFileName(folder)));
    }

    [Fact]
    public void Namespaces_match_folders()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "functions"), "*.cs", SearchOption.AllDirectories).Where(IsOurs))
        {
            var space = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            var parts = Path.GetRelativePath(Path.Combine(Root, "functions"), Path.GetDirectoryName(file)!).Split('/');
            var expected = string.Join('.', parts[0] == "Support" ? ["ServerlessSupport", .. parts[1..]] : ["ServerlessSupport", .. parts]);
            Assert.True(space is null || space == $"namespace {expected};", $"{file}: {space}, expected {expected}");
        }
    }

    private static bool IsOurs(string file) =>
        !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/StandIns/", StringComparison.Ordinal);
}
