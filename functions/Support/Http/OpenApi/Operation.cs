using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.Http.OpenApi;

/// <summary>A route of the function app: which function answers this method at this path.</summary>
public sealed record HttpRoute(string Function, string Method, string Path);

/// <summary>What one function takes and answers, as far as its route does not say it already.</summary>
internal sealed record Operation(string Function, Audience For, string Summary)
{
    public Payload? Body { get; init; }

    /// <summary>Whether a request without a body means something too.</summary>
    public bool BodyIsOptional { get; init; }

    /// <summary>Headers and query parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>The refusals that are this function's own, see <see cref="Problems.Of"/> for the others.</summary>
    public IReadOnlyList<ProblemCode> Refusals { get; init; } = [];
}

/// <summary>Who may call a function.</summary>
internal enum Audience
{
    /// <summary>Customers, about their own tickets: a token with the role `customer`.</summary>
    Customers,

    /// <summary>Agents, about all tickets: a token with the role `agent`.</summary>
    Agents,

    /// <summary>Customers and agents, about the devices they get pushes on.</summary>
    Devices,

    /// <summary>Agents who are operators too: a token with the role `admin` beside `agent`.</summary>
    Operators,

    /// <summary>Everyone, without a token.</summary>
    Open,
}

/// <summary>A good answer: what it means, what it holds, and the headers it carries.</summary>
internal sealed record Answer(int Status, string Meaning, Payload? Body = null, params IReadOnlyList<string> Headers);

/// <summary>A JSON body: its type on the wire and an example of it.</summary>
internal sealed record Payload(JsonTypeInfo Type, Func<JsonNode> Example)
{
    public static Payload Of<T>(JsonTypeInfo<T> type, Func<T> example) => new(type, () => JsonSerializer.SerializeToNode(example(), type)!);
}
