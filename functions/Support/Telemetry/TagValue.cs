using System.Text.Json;

namespace ServerlessSupport.Telemetry;

/// <summary>Spells enums in tags as the wire does.</summary>
internal static class TagValue
{
    public static string OnWire<TEnum>(this TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.All[value];

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> All = Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    }
}
