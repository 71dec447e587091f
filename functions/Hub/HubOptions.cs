using System.Text.RegularExpressions;

namespace ServerlessSupport.Hub;

/// <summary>What a hub is told by whoever runs it.</summary>
/// <param name="Name">The hub's name, the first part of every path of its protocol.</param>
/// <param name="Key">The key of its one rule, as text. It is asked for once, when it is first needed.</param>
public sealed partial record HubOptions(string Name, Func<string> Key)
{
    public const string DefaultName = "support";

    /// <summary>What the name is called where it was set, for the message that refuses it.</summary>
    public string NameSetting { get; init; } = "Hub:Name";

    /// <summary>Names that a hub cannot have here: its paths would be those of something else.</summary>
    public IReadOnlyList<string> ReservedNames { get; init; } = ["local"];

    /// <exception cref="InvalidDataException">The name is none that a hub can have here.</exception>
    internal void Validate()
    {
        if (!Names().IsMatch(Name) || ReservedNames.Contains(Name, StringComparer.OrdinalIgnoreCase))
            throw new InvalidDataException($"{NameSetting} must be 1 to 64 letters, digits, - or _, beginning with a letter, and not one of {string.Join(", ", ReservedNames)}.");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex Names();
}
