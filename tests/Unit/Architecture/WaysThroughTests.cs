using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace ServerlessSupport.Unit.Architecture;

/// <summary>
/// The steps of a submission's way in and of a result's, which docs/architecture.md lists with file, line and method. Where lines have moved,
/// <c>WRITE_STEPS=1</c> has the test write them anew.
/// </summary>
public sealed partial class WaysThroughTests
{
    private const string Command = "WRITE_STEPS=1 dotnet test --project tests/Unit -- --filter-class \"*WaysThroughTests\"";
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "architecture.md");

    [Fact]
    public void Each_step_names_the_line_of_its_method()
    {
        var page = File.ReadAllText(Page);
        var right = Step.Replace(page, step => Written(step.Groups["number"].Value, step.Groups["file"].Value, step.Groups["method"].Value));
        if (new ConfigurationBuilder().AddEnvironmentVariables().Build()["WRITE_STEPS"] == "1")
            File.WriteAllText(Page, page = right);

        Assert.True(page == right, $"Lines have moved. Write docs/architecture.md anew: {Command}\nThe right steps:\n{string.Join('\n', Step.Matches(right).Select(step => step.Value))}");
    }

    [Fact]
    public void A_submission_takes_at_most_14_steps_and_a_result_20()
    {
        var numbers = Step.Matches(File.ReadAllText(Page)).Select(step => int.Parse(step.Groups["number"].Value, CultureInfo.InvariantCulture)).ToList();
        var submission = numbers.LastIndexOf(1);

        Assert.Equal([.. Enumerable.Range(1, submission), .. Enumerable.Range(1, numbers.Count - submission)], numbers);
        Assert.InRange(submission, 1, 14);
        Assert.InRange(numbers.Count - submission, 1, 20);
    }

    private static string Written(string number, string file, string method)
    {
        var declared = new Regex($@"^ +(public|internal|private|protected) [^=;(]*\b{method}(<\w+>)?\(");
        var line = Array.FindIndex(File.ReadAllLines(Path.Combine(Repository.Root, file)), declared.IsMatch) + 1;
        Assert.True(line > 0, $"{file} declares no method {method}.");
        return $"{number}. [`{file}:{line}`](../{file}#L{line}) `{method}`";
    }

    /// <summary>A step as it stands in the list: the first method of that name in its file.</summary>
    [GeneratedRegex(@"^(?<number>\d+)\. \[`(?<file>functions/[\w./]+\.cs):\d+`\]\([^)]*\) `(?<method>\w+)`$", RegexOptions.Multiline)]
    private static partial Regex Step { get; }
}
