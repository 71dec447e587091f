namespace ServerlessSupport.Desk;

/// <summary>Whose names a note calls, as <c>@name</c>.</summary>
public static class Mentions
{
    /// <summary>The people whose names are called: of those that begin at the same place, the longest counts.</summary>
    public static IEnumerable<AgentProfile> In(string text, IReadOnlyCollection<AgentProfile> people)
    {
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var rest = text.AsMemory(at + 1);
            var called = people.SelectMany(person => Names(person).Where(name => Begins(rest.Span, name)).Select(name => (Person: person, name.Length))).ToList();
            var longest = called.Select(each => each.Length).DefaultIfEmpty().Max();
            foreach (var (person, _) in called.Where(each => each.Length == longest))
                yield return person;
        }
    }

    private static bool Begins(ReadOnlySpan<char> text, string name) =>
        name.Length > 0 && text.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (text.Length == name.Length || !char.IsLetterOrDigit(text[name.Length]));

    private static IEnumerable<string> Names(AgentProfile person) => new[] { person.DisplayName, person.Name, person.Id }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
}
