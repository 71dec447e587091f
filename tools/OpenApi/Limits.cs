using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessSupport.App.Edge;

namespace ServerlessSupport.OpenApi;

/// <summary>What an annotation means in a schema.</summary>
internal static class Limits
{
    public static void Apply(Attribute annotation, JsonObject schema)
    {
        var isArray = schema["type"]?.GetValue<string>() == "array";
        switch (annotation)
        {
            case RequiredAttribute { AllowEmptyStrings: false } when schema["type"]?.GetValue<string>() == "string":
                schema["minLength"] = 1;
                break;
            case StringLengthAttribute length:
                schema["maxLength"] = length.MaximumLength;
                break;
            case LengthAttribute length:
                schema[isArray ? "minItems" : "minLength"] = length.MinimumLength;
                schema[isArray ? "maxItems" : "maxLength"] = length.MaximumLength;
                break;
            case MaxLengthAttribute length:
                schema[isArray ? "maxItems" : "maxLength"] = length.Length;
                break;
            case RegularExpressionAttribute expression:
                schema["pattern"] = expression.Pattern;
                break;
            case RangeAttribute range:
                schema["minimum"] = Number(range.Minimum);
                schema["maximum"] = Number(range.Maximum);
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. ((IEnumerable)allowed.Values).OfType<string>().Select(value => (JsonNode)value)]);
                break;
            case INames names:
                schema["enum"] = new JsonArray([.. names.Names.Select(value => (JsonNode)value)]);
                break;
            case ValidationAttribute and not RequiredAttribute:
                throw new InvalidOperationException($"Say here what {annotation.GetType().Name} means in a schema.");
        }
    }

    private static JsonNode Number(object limit) => JsonValue.Create(Convert.ToInt64(limit, System.Globalization.CultureInfo.InvariantCulture));
}
