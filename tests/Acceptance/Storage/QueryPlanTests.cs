using System.Reflection;
using System.Text.RegularExpressions;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Storage;

/// <summary>Every statement costs what it touches: none reads a whole table, none sorts.</summary>
public sealed partial class QueryPlanTests : IDisposable
{
    private readonly OpenStore _store = new();

    public static TheoryData<string> Statements() =>
        [.. typeof(SqliteDatabase).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(SqliteDatabase).Namespace)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Where(text => Statement().IsMatch(text))];

    [Fact]
    public void The_statements_are_found() => Assert.True(Statements().Count > 25, $"{Statements().Count} found");

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_is_served_by_an_index(string sql)
    {
        var plan = _store.Database.Read(session => session.All("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3)));

        Assert.DoesNotContain(plan, step => WholeTable().IsMatch(step) || Sort().IsMatch(step));
    }

    // Equal times are sorted by id as they come; that reads no more than their number.
    [GeneratedRegex("TEMP B-TREE(?! FOR LAST TERM OF ORDER BY)")]
    private static partial Regex Sort();

    [GeneratedRegex("^(SELECT|INSERT|UPDATE|DELETE) ")]
    private static partial Regex Statement();

    // A scan of a subquery's few rows is none of a table, one of a document's own list neither, nor is one of the index that holds the locked messages only.
    [GeneratedRegex(@"^SCAN (?!\(|json_each |messages USING INDEX messages_locked$)")]
    private static partial Regex WholeTable();

    public void Dispose() => _store.Dispose();
}
