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

        Agents,

        /// <summary>Agents who are admins too.</summary>
        Admins,
    }

    private static readonly Dictionary<Reach, string[]> Table = new()
    {
        [Reach.Everyone] = ["CheckHealth", "DescribeApi"],
        [Reach.Customers] = ["ListTickets", "SubmitTicket", "ListUpdates", "EraseMe", "GetErasure"],
        [Reach.Owner] =
        [
            "GetTicket", "AnnounceAttachment", "GetAttachment", "ConfirmAttachment", "Inquire", "WriteMessage", "RateResult", "ConfirmReceipt",
        ],
        [Reach.Devices] = ["ListDevices", "GetDevice", "UnregisterDevice", "RegisterDevice", "TestDevice"],
        [Reach.Agents] =
        [
            "ListAllTickets", "FileTicket", "GetAnyTicket", "AssignTicket", "AnnounceAgentAttachment", "GetAnyAttachment", "ConfirmAgentAttachment", "ClaimTicket", "CloseTicket", "SendLater",
            "CancelLater", "MergeTicket", "AskCustomer", "AddNote", "GetPresence", "PutPresence", "AddProgress", "ReleaseTicket", "ReopenTicket", "RecordResult",
            "ListChanges", "CountTickets", "ShowCustomer", "GetOwnProfile", "ChangeOwnProfile", "ListPeople", "ListQueues", "ListAnswers", "PutAnswer", "DeleteAnswer", "ListViews", "PutView", "DeleteView",
        ],
        [Reach.Admins] = ["ChangePerson", "RemovePerson", "PutQueue", "DeleteQueue", "ReregisterDevices", "RenewTickets", "EraseAnyCustomer", "GetAnyErasure", "ListAudit", "ExportAudit", "VerifyAudit"],
    };

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
        using var nobody = new Person(new HttpClient { BaseAddress = server.Address });
        using var owner = await server.CustomerAsync("owner");
        using var other = await server.CustomerAsync("other");
        using var agent = await server.AgentAsync("agent");
        using var admin = await server.SignInAsync("admin", "admin");
        var address = route.Path.Replace("00000000000000000000000000-00000000000000000000000000", await owner.SubmitAsync(), StringComparison.Ordinal);

        await ExpectAsync(nobody, reach == Reach.Everyone ? null : HttpStatusCode.Unauthorized);
        await ExpectAsync(other, reach switch { Reach.Agents or Reach.Admins => HttpStatusCode.Forbidden, Reach.Owner => HttpStatusCode.NotFound, _ => null });
        await ExpectAsync(agent, reach is Reach.Customers or Reach.Owner or Reach.Admins ? HttpStatusCode.Forbidden : null);
        await ExpectAsync(admin, reach is Reach.Customers or Reach.Owner ? HttpStatusCode.Forbidden : null);
        await ExpectAsync(owner, reach is Reach.Agents or Reach.Admins ? HttpStatusCode.Forbidden : null);

        async Task ExpectAsync(Person person, HttpStatusCode? refused)
        {
            var status = (await person.SendAsync(HttpMethod.Parse(route.Method), address, route.Method is "GET" or "DELETE" ? null : Body)).Status;
            if (refused is not null)
                Assert.Equal(refused, status);
            else
                Assert.True((int)status < 500 && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), $"{status}");
        }
    }
}
