using System.Reflection;
using System.Text.RegularExpressions;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Acceptance.Storage;

/// <summary>Every statement costs what it touches: none reads a whole table, none sorts.</summary>
public sealed partial class QueryPlanTests : IDisposable
{
    private readonly OpenStore _store = new();

    // The steps of the schema are not among them: they run once for a file.
    public static TheoryData<string> Statements() =>
        [.. typeof(SqliteDatabase).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(SqliteDatabase).Namespace && type != typeof(SqliteSchema))
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
        Assert.DoesNotContain(Plan(sql), step => WholeTable().IsMatch(step) || Sort().IsMatch(step));
    }

    // Equal times are sorted by id as they come; that reads no more than their number.
    [GeneratedRegex("TEMP B-TREE(?! FOR LAST TERM OF ORDER BY)")]
    private static partial Regex Sort();

    [GeneratedRegex("^(SELECT|INSERT|UPDATE|DELETE) ")]
    private static partial Regex Statement();

    public static TheoryData<string, TicketFilter> Lists()
    {
        var lists = new TheoryData<string, TicketFilter>();
        foreach (var (name, filter) in new (string, TicketFilter)[]
        {
            ("all", new()),
            ("category", new() { Category = TicketCategory.Complaint }),
            ("unassigned", new() { Unassigned = true }),
            ("overdue", new() { DueBy = Some.Start }),
            ("tag", new() { Tag = "refund" }),
            ("assignee", new() { Assignee = "ada" }),
            ("assignee in a queue", new() { Assignee = "ada", Queue = "billing", Tag = "refund" }),
            ("rating", new() { Rating = 1 }),
            ("queue", new() { Queue = "billing" }),
            ("urgent", new() { Priority = Priority.Urgent }),
            ("normal", new() { Priority = Priority.Normal }),
            ("words", new() { Query = SearchQuery.Of("refund"), Order = TicketOrder.Newest }),
        })
        {
            foreach (var states in new IReadOnlyList<TicketState>[] { [], [TicketState.Open], TicketFilter.Unended })
            {
                lists.Add($"{name}, {states.Count} states", filter with { States = states });
                lists.Add($"{name}, {states.Count} states, of two queues", filter with { States = states, Scope = new TicketScope("ada", Some.Ben, ["billing", "returns"]) });
            }
        }

        return lists;
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_is_read_in_the_order_of_its_index(string name, TicketFilter filter)
    {
        foreach (var statement in new[] { TicketLists.Page(filter), TicketLists.Count(filter) })
        {
            var plan = Plan(statement);
            Assert.DoesNotContain(plan, step => WholeTable().IsMatch(step) || Sort().IsMatch(step));
            Assert.True(plan.Count > 0, name);
        }
    }

    // Who asks for the newest of a narrow list has its numbers sorted, and its tickets read after that.
    [Theory]
    [MemberData(nameof(Lists))]
    public void The_newest_of_a_list_are_found_by_its_index(string name, TicketFilter filter)
    {
        var plan = Plan(TicketLists.Page(filter with { Order = TicketOrder.Newest }));

        Assert.DoesNotContain(plan, step => WholeTable().IsMatch(step));
        Assert.Contains(plan, step => step.Contains(filter.Query is null ? "INDEX" : "VIRTUAL TABLE", StringComparison.Ordinal) || name.Length == 0);
    }

    [Fact]
    public void One_customers_tickets_are_found_by_their_index_and_sorted() =>
        Assert.DoesNotContain(Plan(TicketLists.Page(new TicketFilter { CustomerKey = Some.Anna, Order = TicketOrder.Due })), step => WholeTable().IsMatch(step));

    private List<string> Plan(string sql) => _store.Database.Read(session => session.All("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3)));

    // A scan of a subquery's few rows is none of a table, one of a document's own list neither, nor is one of the index that holds the locked messages only, or of what the index of words finds.
    [GeneratedRegex(@"^SCAN (?!\(|json_each |words VIRTUAL TABLE |messages USING INDEX messages_locked$)")]
    private static partial Regex WholeTable();

    public void Dispose() => _store.Dispose();
}
