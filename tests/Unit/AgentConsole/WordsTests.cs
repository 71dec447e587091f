using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.AgentConsole;
using ServerlessSupport.App.Edge;

namespace ServerlessSupport.Unit.AgentConsole;

/// <summary>The console speaks each language wholly, and says nothing that a dictionary does not hold.</summary>
public sealed partial class WordsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "console");
    private static readonly Dictionary<string, string> English = Read("en");
    private static readonly Dictionary<string, string> Chinese = Read("zh-CN");

    [Fact]
    public void Both_languages_have_the_same_names() => Assert.Equal(English.Keys.Order(), Chinese.Keys.Order());

    [Fact]
    public void Both_languages_fill_in_the_same_values() => Assert.All(English, text => Assert.Equal(Values(text.Value), Values(Chinese[text.Key])));

    [Fact]
    public void Every_name_that_a_module_asks_for_is_there()
    {
        var asked = Modules().SelectMany(module => Asked().Matches(module.Text).Select(match => (module.Path, Name: match.Groups[1].Value))).ToList();

        Assert.True(asked.Count > 150);
        Assert.All(asked, name => Assert.True(English.ContainsKey(name.Name), $"{name.Path} asks for '{name.Name}'."));
    }

    [Fact]
    public void Each_act_of_the_audit_record_has_a_name_and_is_offered()
    {
        var offered = File.ReadAllText(Path.Combine(Folder, "admin", "audit-lines.js"));
        var told = typeof(ConsoleFiles).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(IsTold).Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name).ToList();

        Assert.True(told.Count > 30);
        Assert.All(told, act => Assert.True(English.ContainsKey($"act.{act}") && offered.Contains($"'{act}'", StringComparison.Ordinal), $"{act} has no name, or is not in the list to choose from."));
    }

    [Fact]
    public void No_words_stand_in_a_template() =>
        Assert.All(Modules(), module => Assert.DoesNotContain(
            Templates().Matches(module.Text).SelectMany(template => BetweenTags().Matches(Filled().Replace(template.Value, ""))),
            match => Letters().IsMatch(Key().Replace(match.Groups[1].Value, ""))));

    private static bool IsTold(MethodInfo method) => method.GetCustomAttribute<AllowAttribute>() is { Who: Who.Agents or Who.Operators or Who.Devices } allow
        && (allow.Audited == Audited.Always || (allow.Audited == Audited.Changes && method.GetParameters().Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()?.Methods is { } methods && !methods.Contains("get"))));

    private static IEnumerable<(string Path, string Text)> Modules() => Directory.GetFiles(Folder, "*.js", SearchOption.AllDirectories)
        .Where(file => !file.Contains("vendor", StringComparison.Ordinal) && !file.Contains("words", StringComparison.Ordinal))
        .Select(file => (file, File.ReadAllText(file)));

    private static Dictionary<string, string> Read(string language) =>
        Directory.GetFiles(Path.Combine(Folder, "words"), $"*{language}.js").SelectMany(file => Entry().Matches(File.ReadAllText(file))).ToDictionary(match => match.Groups[1].Value + match.Groups[2].Value, match => match.Groups[3].Value);

    private static IEnumerable<string> Values(string text) => Value().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex("""(?:^  |, )(?:'([^']+)'|(\w+)): ('[^']*'|\{ [^{}]*(?:\{\w+\}[^{}]*)* \})(?=,)""", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Value();

    [GeneratedRegex(@"\bt\('([\w.]+)'")]
    private static partial Regex Asked();

    [GeneratedRegex("html`[^`]*`")]
    private static partial Regex Templates();

    [GeneratedRegex("Ctrl (K|↵)")]
    private static partial Regex Key();

    [GeneratedRegex(@">([^<>=`;(){}]*)<")]
    private static partial Regex BetweenTags();

    [GeneratedRegex(@"\$\{[^{}]*\}")]
    private static partial Regex Filled();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Letters();
}
