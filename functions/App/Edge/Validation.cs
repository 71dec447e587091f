using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.App.Edge;

/// <summary>Holds bodies against the annotations of their properties, which are read once a type.</summary>
internal static class Validation
{
    private static readonly ConcurrentDictionary<JsonTypeInfo, IReadOnlyList<Rules>> Known = new();

    /// <summary>What is wrong with a value, its fields named below <paramref name="path"/>; null when nothing is.</summary>
    public static Refusal? Refuse(object value, JsonTypeInfo type, string path = "")
    {
        Dictionary<string, string[]>? errors = null;
        foreach (var (name, read, annotations) in Known.GetOrAdd(type, Read))
        {
            if (Errors(read(value), name, annotations) is { Count: > 0 } found)
                (errors ??= []).Add(path + name, [.. found]);
        }

        return errors is null
            ? null
            : new Refusal(ProblemCode.InvalidRequest, string.Join(" ", errors.Select(error => $"{error.Key}: {string.Join(" ", error.Value)}")), errors);
    }

    private static List<string>? Errors(object? value, string name, ValidationAttribute[] annotations)
    {
        List<string>? errors = null;
        foreach (var annotation in annotations)
        {
            if (annotation.IsValid(value))
                continue;
            (errors ??= []).Add(annotation.FormatErrorMessage(name));
            // Of a value that is missing there is nothing more to say.
            if (annotation is RequiredAttribute)
                break;
        }

        return errors;
    }

    private static List<Rules> Read(JsonTypeInfo type)
    {
        var rules = new List<Rules>();
        foreach (var property in type.Properties)
        {
            var annotations = property.AttributeProvider!.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>()
                .OrderBy(annotation => annotation is not RequiredAttribute).ToArray();
            if (annotations.Length > 0)
                rules.Add(new Rules(property.Name, property.Get!, annotations));
        }

        return rules;
    }

    private sealed record Rules(string Name, Func<object, object?> Read, ValidationAttribute[] Annotations);
}

/// <summary>A text that names a value of an enum, in any case.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NameOfAttribute<TEnum> : ValidationAttribute, INames
    where TEnum : struct, Enum
{
    public IReadOnlyList<string> Names => EnumNames.Of<TEnum>();

    public override bool IsValid(object? value) => value is null || EnumNames.TryRead<TEnum>((string)value, out _);

    public override string FormatErrorMessage(string name) => EnumNames.Choices<TEnum>();
}

/// <summary>What an annotation lets a text be.</summary>
internal interface INames
{
    IReadOnlyList<string> Names { get; }
}
