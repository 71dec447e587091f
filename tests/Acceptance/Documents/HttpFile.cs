using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>One request of a .http file, its variables still unfilled.</summary>
internal sealed record HttpFileRequest(string Title, string? Name, string Method, string Url, IReadOnlyList<(string Name, string Value)> Headers, string? Body);

/// <summary>Reads .http files as editors do: requests between ###, @variables, # @name, {{name.response.body.$.path}}, {{$guid}} and {{$datetime iso8601 1 d}}, by the clock given.</summary>
internal sealed partial class HttpFile(string text, Func<DateTimeOffset> now)
{
    private readonly Dictionary<string, string> _variables = VariableLine().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim());
    private readonly Dictionary<string, JsonElement> _answers = [];

    public void Set(string variable, string value) => _variables[variable] = value;

    public void Answered(string name, JsonElement body) => _answers[name] = body;

    public IReadOnlyList<HttpFileRequest> Requests() => [.. Separator().Split(text).Skip(1).Select(Read)];

    /// <summary>The text with its variables filled in.</summary>
    public string Fill(string template) => Variable().Replace(template, match =>
    {
        var name = match.Groups[1].Value;
        if (name == "$guid")
            return Guid.CreateVersion7().ToString();
        if (Later().Match(name) is { Success: true } later)
            return (now() + (later.Groups[2].Value == "d" ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(1)) * int.Parse(later.Groups[1].Value, CultureInfo.InvariantCulture)).ToString("O");
        if (_variables.TryGetValue(name, out var value))
            return value;
        var path = AnswerPath().Match(name);
        Assert.True(path.Success, $"{{{{{name}}}}} is not a variable of the file.");
        return path.Groups[2].Value.Split('.', '[').Aggregate(_answers[path.Groups[1].Value], Step).ToString();
    });

    private static JsonElement Step(JsonElement element, string field) =>
        field.EndsWith(']') ? element[int.Parse(field.AsSpan(0, field.Length - 1), CultureInfo.InvariantCulture)] : element.GetProperty(field);

    private static HttpFileRequest Read(string block)
    {
        var lines = block.Split('\n');
        var name = lines.Select(line => NameLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;
        var content = lines.Skip(1).Where(line => !line.StartsWith('#')).SkipWhile(string.IsNullOrWhiteSpace).ToList();
        var start = content[0].Split(' ', 2);
        var headers = content.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2)).Select(parts => (parts[0], parts[1].Trim())).ToList();
        var body = string.Join('\n', content.Skip(1 + headers.Count)).Trim();
        return new HttpFileRequest(lines[0].Trim(), name, start[0], start[1].Trim(), headers, body.Length == 0 ? null : body);
    }

    [GeneratedRegex(@"^@(\w+)\s*=\s*(.*)$", RegexOptions.Multiline)]
    private static partial Regex VariableLine();

    [GeneratedRegex(@"^###", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\{\{([^}]+)\}\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(\w+)\.response\.body\.\$\.(.+)$")]
    private static partial Regex AnswerPath();

    [GeneratedRegex(@"^\$datetime iso8601 (\d+) ([sd])$")]
    private static partial Regex Later();

    [GeneratedRegex(@"^# @name (\w+)")]
    private static partial Regex NameLine();
}
