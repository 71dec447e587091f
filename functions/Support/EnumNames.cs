namespace ServerlessSupport;

/// <summary>How the values of enums are spelt in requests, answers, tags and texts: camelCase. They are read in any case.</summary>
public static class EnumNames
{
    public static string OnWire<TEnum>(this TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ByValue[value];

    /// <summary>The value of this name; false when there is none.</summary>
    public static bool TryRead<TEnum>(string? name, out TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ByName.TryGetValue(name ?? "", out value);

    /// <summary>All names, in the order of the enum.</summary>
    public static IReadOnlyList<string> Of<TEnum>()
        where TEnum : struct, Enum => Names<TEnum>.All;

    /// <summary>What a refusal says of another name, as "must be question or complaint."</summary>
    public static string Choices<TEnum>()
        where TEnum : struct, Enum => Names<TEnum>.Choices;

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> ByValue = Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

        public static readonly Dictionary<string, TEnum> ByName = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

        public static readonly string[] All = [.. ByValue.Values];

        public static readonly string Choices = $"must be {string.Join(", ", All[..^1])} or {All[^1]}.";
    }
}

/// <summary>Writes an enum as a camelCase string and reads nothing else: a number is refused.</summary>
public sealed class StrictEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
