using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ServerlessSupport.App.Http;

namespace ServerlessSupport.OpenApi;

/// <summary>The assemblies whose types travel.</summary>
internal static class Assemblies
{
    public static readonly IReadOnlyList<Assembly> Ours = [typeof(SubmitTicket).Assembly, typeof(SupportRegistration).Assembly];
}

/// <summary>The summaries of doc comments, from the XML files that the compiler puts beside the assemblies: what is said of a type in the code is said of its schema.</summary>
internal sealed partial class DocComments
{
    private readonly Dictionary<string, string> _summaries;

    public DocComments()
    {
        _summaries = Assemblies.Ours.Select(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")))
            .SelectMany(file => file.Descendants("member")).Where(member => member.Element("summary") is not null)
            // What source generators write into several assemblies has one name in all of them.
            .DistinctBy(member => member.Attribute("name")!.Value)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!));
    }

    /// <summary>What a type is, and of an enum also what its values mean.</summary>
    public string? Of(Type type)
    {
        var lines = from name in type.IsEnum ? type.GetEnumNames() : []
                    let meaning = Find($"F:{type.FullName}.{name}")
                    where meaning is not null
                    select $"- `{JsonNamingPolicy.CamelCase.ConvertName(name)}`: {meaning}";
        return string.Join("\n", [Find($"T:{type.FullName}"), .. lines]) is { Length: > 0 } text ? text : null;
    }

    /// <summary>What a property holds.</summary>
    public string? Of(Type type, string property) => Find($"P:{type.FullName}.{property}");

    /// <summary>What a value of an enum means.</summary>
    public string? Of(Enum value) => Find($"F:{value.GetType().FullName}.{value}");

    private string? Find(string member) => _summaries.GetValueOrDefault(member);

    private static string Text(XElement summary) => Whitespace().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    // References are to names in the code, where properties begin with a capital.
    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when (element.Attribute("name") ?? element.Attribute("cref")) is { } name => $"`{JsonNamingPolicy.CamelCase.ConvertName(name.Value.Split('.', ':')[^1])}`",
        XElement element => $"`{element.Value}`",
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
