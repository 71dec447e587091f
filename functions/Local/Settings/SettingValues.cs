namespace ServerlessSupport.Local.Settings;

/// <summary>Says of a setting's value what is wrong with it, with an example, before it is read as what it is not.</summary>
internal static class SettingValues
{
    /// <summary>A sentence; null when the value can be read as the type. Ranges are checked elsewhere.</summary>
    public static string? Explain(string name, string value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(TimeSpan))
            return ExplainTime(name, value);
        if (type == typeof(int) && !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            return $"{name} is '{value}': it must be a whole number, as 10.";
        if (type == typeof(double) && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return $"{name} is '{value}': it must be a number, as 0.5.";
        if (type == typeof(bool) && !bool.TryParse(value, out _))
            return $"{name} is '{value}': it must be true or false.";
        return type.IsEnum && !Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase)
            ? $"{name} is '{value}': it must be one of {string.Join(", ", Enum.GetNames(type))}."
            : null;
    }

    /// <summary>What kind of value the type is, in a few words.</summary>
    public static string Kind(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(TimeSpan) ? "time, as 00:00:30 or 7.00:00:00"
            : type == typeof(int) ? "whole number"
            : type == typeof(double) ? "number"
            : type == typeof(bool) ? "true or false"
            : type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
            : "text";
    }

    private static string? ExplainTime(string name, string value)
    {
        // Read as it stands it would be that many days, which is seldom what a bare number is meant to be; none is none in any unit.
        if (int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number != 0)
            return $"{name} is '{value}', which would be that many days: write {number}.00:00:00 for days, or {TimeSpan.FromSeconds(number):c} for seconds.";
        if (!TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time))
            return $"{name} is '{value}': it must be a time as hours:minutes:seconds, as 00:00:30, or with days before it, as 7.00:00:00.";
        // More hours than a day has are read as days.
        return time.Days != 0 && value.Count(letter => letter == ':') == 2 && !value.Contains('.')
            ? $"{name} is '{value}', which would be {Math.Abs(time.Days)} days: write {time.Days}.00:00:00 for days, or {TimeSpan.FromHours(time.Days):c} for hours."
            : null;
    }
}
