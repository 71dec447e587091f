using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using ServerlessSupport.App.Edge;
using ServerlessSupport.OpenApi;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Http;

public sealed class OpenApiDocumentTests
{
    private static readonly HttpRoute[] Routes = [.. Operations.All.Select(operation => new HttpRoute(operation.Function, Who.Open, "get", $"/{operation.Function}"))];

    [Fact]
    public void The_description_that_is_kept_is_the_one_that_the_code_makes() =>
        Assert.True(
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "openapi.json")) == OpenApiDocument.Compose(HttpRoutes.All),
            "docs/openapi.json is not what the code says. Make it anew: dotnet run --project tools/OpenApi");

    [Fact]
    public void A_function_that_the_table_does_not_know_is_named() =>
        Assert.Contains("NewFunction", Assert.Throws<InvalidOperationException>(() => OpenApiDocument.Compose([.. Routes, new("NewFunction", Who.Open, "get", "/new")])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_function_that_is_no_more_is_named() =>
        Assert.Contains(Routes[0].Function, Assert.Throws<InvalidOperationException>(() => OpenApiDocument.Compose(Routes[1..])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_path_parameter_that_is_not_described_is_named() =>
        Assert.Contains("shoeSize", Assert.Throws<InvalidOperationException>(() => OpenApiDocument.Compose([Routes[0] with { Path = "/{shoeSize}" }, .. Routes[1..]])).Message, StringComparison.Ordinal);

    [Fact]
    public void An_annotation_that_limits_in_a_way_not_described_is_named() =>
        Assert.Contains("EmailAddressAttribute", Assert.Throws<InvalidOperationException>(() => Limits.Apply(new EmailAddressAttribute(), new JsonObject { ["type"] = "string" })).Message, StringComparison.Ordinal);

    public static TheoryData<ValidationAttribute, string, string> Annotations => new()
    {
        { new StringLengthAttribute(5), "string", """{"type":"string","maxLength":5}""" },
        { new MaxLengthAttribute(5), "array", """{"type":"array","maxItems":5}""" },
        { new LengthAttribute(1, 5), "array", """{"type":"array","minItems":1,"maxItems":5}""" },
        { new RequiredAttribute(), "string", """{"type":"string","minLength":1}""" },
        { new RequiredAttribute(), "integer", """{"type":"integer"}""" },
        { new RangeAttribute(1, 5), "integer", """{"type":"integer","minimum":1,"maximum":5}""" },
        { new RegularExpressionAttribute("^a$"), "string", """{"type":"string","pattern":"^a$"}""" },
        { new AllowedValuesAttribute("a", "b"), "string", """{"type":"string","enum":["a","b"]}""" },
        { new NameOfAttribute<TicketCategory>(), "string", """{"type":"string","enum":["question","complaint"]}""" },
    };

    [Theory, MemberData(nameof(Annotations))]
    public void An_annotation_limits_the_schema(ValidationAttribute annotation, string type, string expected)
    {
        var schema = new JsonObject { ["type"] = type };

        Limits.Apply(annotation, schema);

        Assert.Equal(expected, schema.ToJsonString());
    }
}
