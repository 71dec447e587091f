namespace ServerlessSupport;

/// <summary>Writes an enum as a camelCase string and reads nothing else: a number is refused.</summary>
public sealed class StrictEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
