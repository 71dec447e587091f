using System.Net;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>Who reaches what: every route of the API against everyone who could call it. A route that the table lacks fails.</summary>
public sealed class AccessTests(RunningServer server) : IClassFixture<RunningServer>
{
    private enum Reach
    {
        /// <summary>Open to all.</summary>
        Everyone,

        /// <summary>Every customer, and each sees their own only.</summary>
        Customers,

        /// <summary>The customer whose ticket it is; for others there is none.</summary>
        Owner,

        /// <summary>Customers and agents, about their own devices.</summary>
        Devices,

        /// <summary>Every agent; what is listed are the tickets that they see.</summary>
        Agents,

        /// <summary>Leads and admins, by the directory or their token.</summary>
        Leads,

        /// <summary>Agents of the ticket's queue, leads and admins; for other agents there is no such ticket.</summary>
        Queue,

        /// <summary>Agents who are admins, by their token or the directory.</summary>
        Admins,

        /// <summary>Agents whose token says that they are admins.</summary>
        Operators,
    }

    private enum Who
    {
        Nobody,
        Owner,
        OtherCustomer,
        AgentOfTheQueue,
        AgentOfAnother,
        Lead,
        Admin,
        Operator,

        /// <summary>An agent of the queue whom an admin took out of the directory, and whose token goes on saying agent.</summary>
        TakenOut,
    }

    private static readonly Dictionary<Reach, string[]> Table = new()
    {
        [Reach.Everyone] = ["CheckHealth", "DescribeApi"],
        [Reach.Customers] = ["ListTickets", "SubmitTicket", "ListUpdates", "EraseMe", "GetErasure", "ExportMe"],
        [Reach.Owner] =
        [
            "GetTicket", "AnnounceAttachment", "GetAttachment", "ConfirmAttachment", "Inquire", "WriteMessage", "RateResult", "ConfirmReceipt",
        ],
        [Reach.Devices] = ["ListDevices", "GetDevice", "UnregisterDevice", "RegisterDevice", "TestDevice"],
        [Reach.Agents] =
        [
            "ListAllTickets", "ListChanges", "CountTickets", "GetOwnProfile", "ChangeOwnProfile", "ListPeople", "ListQueues", "ListAnswers", "PutAnswer", "DeleteAnswer", "ListViews",
            "PutView", "DeleteView",
        ],
        [Reach.Queue] =
        [
            "FileTicket", "GetAnyTicket", "AssignTicket", "AnnounceAgentAttachment", "GetAnyAttachment", "ConfirmAgentAttachment", "ClaimTicket", "CloseTicket", "SendLater", "CancelLater", "SnoozeTicket",
            "MergeTicket", "AskCustomer", "AddNote", "GetPresence", "PutPresence", "AddProgress", "ReleaseTicket", "ReopenTicket", "RecordResult", "ShowCustomer",
        ],
        [Reach.Leads] = ["ShowReport"],
        [Reach.Admins] = ["ChangePerson", "RemovePerson", "PutQueue", "DeleteQueue"],
        [Reach.Operators] = ["ReregisterDevices", "RenewTickets", "EraseAnyCustomer", "GetAnyErasure", "ExportAnyCustomer", "RepeatErasures", "ShowRetention", "ListAudit", "ExportAudit", "VerifyAudit"],
    };

    private static int _takenOut;

    private static readonly Who[] Customers = [Who.Owner, Who.OtherCustomer];
    private static readonly Who[] Agents = [Who.AgentOfTheQueue, Who.AgentOfAnother, Who.Lead, Who.Admin, Who.Operator];

    /// <summary>What any of the routes needs; what a route does not know it skips.</summary>
    private static readonly object Body = new
    {
        text = "Words.",
        category = "question",
        score = 3,
        receipts = new[] { new { seq = 1, received = RunningServer.Morning } },
        fileName = "a.png",
        contentType = "image/png",
        size = 10,
        platform = "local",
        name = "Name",
        title = "Title",
        assignee = "somebody",
        into = "some ticket",
        kind = "progress",
        at = RunningServer.Morning.AddHours(1),
        until = RunningServer.Morning.AddHours(1),
    };

    public static TheoryData<string> Routes { get; } = [.. Route.All.Select(route => route.ToString())];

    [Fact]
    public void The_table_has_each_route_once() =>
        Assert.Equal(Route.All.Select(route => route.Function).Distinct().Order(), Table.Values.SelectMany(functions => functions).Order());

    [Theory, MemberData(nameof(Routes))]
    public async Task Each_route_is_reached_by_those_whom_it_is_for_and_by_nobody_else(string name)
    {
        var route = Route.All.Single(route => route.ToString() == name);
        var reach = Table.Single(row => row.Value.Contains(route.Function)).Key;
        foreach (var who in Enum.GetValues<Who>())
        {
            // Each finds the ticket as it was left by its customer.
            using var owner = await server.CustomerAsync($"owner of {name} for {who}");
            using var person = who == Who.Owner ? null : await SignInAsync(who);
            var ticket = await FiledAsync(owner);
            var address = route.Path.Replace("00000000000000000000000000-00000000000000000000000000", ticket, StringComparison.Ordinal)
                .Replace("customers/00000000000000000000000000", $"customers/{ticket.Split('-')[0]}", StringComparison.Ordinal);

            var answer = await (person ?? owner).SendAsync(HttpMethod.Parse(route.Method), address, route.Method is "GET" or "DELETE" ? null : Body);

            if (Refused(reach, who) is { } status)
                Assert.Equal((who, status), (who, answer.Status));
            else
                Assert.True((int)answer.Status < 500 && answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && !IsMissed(answer, route), $"{who}: {answer.Status} {answer.Body}");
        }
    }

    private static HttpStatusCode? Refused(Reach reach, Who who) => (reach, who) switch
    {
        (Reach.Everyone, _) => null,
        (_, Who.Nobody) => HttpStatusCode.Unauthorized,
        (Reach.Customers, _) => Unless(Customers.Contains(who)),
        (Reach.Owner, Who.OtherCustomer) => HttpStatusCode.NotFound,
        (Reach.Owner, _) => Unless(who == Who.Owner),
        (Reach.Devices, _) => Unless(who != Who.TakenOut),
        (Reach.Queue, Who.TakenOut) => HttpStatusCode.Forbidden,
        (Reach.Agents, _) => Unless(Agents.Contains(who)),
        (Reach.Queue, Who.AgentOfAnother) => HttpStatusCode.NotFound,
        (Reach.Queue, _) => Unless(Agents.Contains(who)),
        (Reach.Leads, _) => Unless(who is Who.Lead or Who.Admin or Who.Operator),
        (Reach.Admins, _) => Unless(who is Who.Admin or Who.Operator),
        _ => Unless(who == Who.Operator),
    };

    private static HttpStatusCode? Unless(bool may) => may ? null : HttpStatusCode.Forbidden;

    // The files, texts and people that the addresses name are there for nobody.
    private static bool IsMissed(Answer answer, Route route) => answer.Status == HttpStatusCode.NotFound && route.Template.Contains("{ticketId}", StringComparison.Ordinal)
        && !route.Template.Contains("{attachmentId}", StringComparison.Ordinal) && !route.Template.Contains("{laterId}", StringComparison.Ordinal);

    private async Task<Person> SignInAsync(Who who)
    {
        if (who == Who.Nobody)
            return new Person(new HttpClient { BaseAddress = server.Address });
        if (who is Who.OtherCustomer)
            return await server.CustomerAsync("other");
        using var root = await server.SignInAsync("root", "admin");
        if (who == Who.TakenOut)
            return await TakenOutAsync(root);
        var person = await server.SignInAsync(who.ToString(), who == Who.Operator ? "admin" : "agent");
        await root.PlaceAsync(
            person, who switch { Who.Lead => "lead", Who.Admin => "admin", _ => "agent" }, who switch { Who.AgentOfTheQueue => ["returns"], Who.Operator => [], _ => ["elsewhere"] });
        return person;
    }

    private async Task<Person> TakenOutAsync(Person root)
    {
        var person = await server.SignInAsync($"taken out {Interlocked.Increment(ref _takenOut)}", "agent");
        await root.PlaceAsync(person, "agent", "returns");
        var key = (await person.GetAsync("/api/agent/me")).Body.GetProperty("key").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await root.SendAsync(HttpMethod.Delete, $"/api/agent/people/{key}")).Status);
        return person;
    }

    private async Task<string> FiledAsync(Person owner)
    {
        using var root = await server.SignInAsync("root", "admin");
        var ticket = await owner.SubmitAsync();
        await root.MakeQueuesAsync("returns");
        Assert.Equal(HttpStatusCode.OK, (await root.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue = "returns" })).Status);
        return ticket;
    }
}
