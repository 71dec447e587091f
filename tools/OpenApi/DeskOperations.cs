using static ServerlessSupport.OpenApi.Parameter;
using static ServerlessSupport.ProblemCode;

namespace ServerlessSupport.OpenApi;

/// <summary>The rows of the table that are about the desk: finding tickets, people, queues, canned answers, views, and who looks at a ticket.</summary>
internal static class DeskOperations
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("ListAllTickets", "Finds tickets, by default in the order of when an agent's word is due")
        { Parameters = [Limit, Cursor, .. Filters], Answers = [new(200, "A page of tickets.", Examples.AgentTicketList)] },
        new("CountTickets", "Counts the tickets in one's views and in the queues")
        { Answers = [new(200, "The counts.", DeskExamples.Counts)] },
        new("ShowReport", "Shows how the desk did on the last days: how many tickets came, got a result and were rated, and how long that took; for leads and admins")
        { Parameters = Period, Answers = [new(200, "The figures.", DeskExamples.Report)] },
        new("ListChanges", "Tells what changed since a cursor; without one, the cursor of now")
        {
            Parameters = [Limit, After, IfNoneMatch],
            Answers = [new(200, "A stretch of changes.", DeskExamples.Changes, Headers.ETag), new(304, "Nothing changed.", null, Headers.ETag)],
        },
        new("ShowCustomer", "Shows a customer: tickets, devices, ratings, and from where the last ticket came")
        { Parameters = [Limit, Cursor], Answers = [new(200, "The customer.", DeskExamples.Customer)], Refusals = [NotFound] },
        new("ExportAnyCustomer", "Puts all that is known of a customer into one archive, as ExportMe does; for admins")
        { Answers = [new(200, "It can be downloaded, or was given up.", Examples.Exported), new(202, "It goes on by itself.", Examples.Exporting, Headers.Location, Headers.RetryAfter)], Refusals = [InvalidRequest, NotFound] },
        new("EraseAnyCustomer", "Erases all that is known of a customer; it cannot be taken back")
        { Parameters = [ErasureReason], Answers = [new(200, "It is done.", Examples.Erased), new(202, "It goes on by itself.", Examples.Erasing)], Refusals = [NotFound] },
        new("GetAnyErasure", "Tells how far a customer's erasure is")
        { Answers = [new(200, "It is done.", Examples.Erased), new(202, "It goes on by itself.", Examples.Erasing)], Refusals = [NotFound] },
        new("RepeatErasures", "Erases again, a page of people at a time, what a store that was restored from a backup has brought back")
        { Parameters = [Limit, Cursor], Answers = [new(200, "What became of the page.", DeskExamples.Repeated)] },
        new("RenewTickets", "Writes a page of the tickets of an older version anew, so that lists and searches find them")
        { Parameters = [Limit, Cursor], Answers = [new(200, "What became of the page.", DeskExamples.Renewed)] },
        new("GetOwnProfile", "Shows who one is at the desk; the first time writes one into the directory")
        { Answers = [new(200, "The profile.", DeskExamples.Profile, Headers.ETag)], Refusals = [TooMany, Conflict] },
        new("ChangeOwnProfile", "Changes what is one's own in the directory")
        { Body = DeskExamples.OwnChange, Parameters = [IfMatch], Answers = [new(200, "The profile.", DeskExamples.Profile, Headers.ETag)], Refusals = [TooMany, Conflict] },
        new("ListPeople", "Lists the agents")
        { Parameters = [Removed], Answers = [new(200, "The agents.", DeskExamples.People)] },
        new("ChangePerson", "Changes an agent in the directory, and takes back who was taken out; for admins")
        { Body = DeskExamples.PersonChange, Parameters = [IfMatch], Answers = [new(200, "The agent.", DeskExamples.Person, Headers.ETag)], Refusals = [NotFound, Conflict] },
        new("RemovePerson", "Takes an agent out of the directory; for admins")
        { Parameters = [IfMatch], Answers = [new(204, "They are not in it.")], Refusals = [NotFound, Conflict] },
        List("ListQueues", "Lists the queues", DeskExamples.Queues),
        Put("PutQueue", "Makes or renames a queue; for admins", DeskExamples.QueueChange, DeskExamples.Queue),
        Delete("DeleteQueue", "Deletes a queue; for admins. Tickets that stand in it stay there, under its id"),
        List("ListAnswers", "Lists the canned answers", DeskExamples.Answers),
        Put("PutAnswer", "Makes or changes a canned answer", DeskExamples.AnswerChange, DeskExamples.Answer),
        Delete("DeleteAnswer", "Deletes a canned answer"),
        List("ListViews", "Lists one's own views", DeskExamples.Views),
        Put("PutView", "Makes or changes a view of one's own", DeskExamples.ViewChange, DeskExamples.View),
        Delete("DeleteView", "Deletes a view of one's own"),
        new("GetPresence", "Tells who else looks at a ticket")
        { Answers = [new(200, "The others.", DeskExamples.Present)], Refusals = [NotFound] },
        new("PutPresence", "Says that one looks at a ticket, for the next 30 seconds, and tells who else does")
        { Body = DeskExamples.Presence, BodyIsOptional = true, Answers = [new(200, "The others.", DeskExamples.Present)], Refusals = [NotFound] },
    ];

    private static Operation List(string function, string summary, Payload list) => new(function, summary) { Answers = [new(200, "All of them.", list)] };

    private static Operation Put(string function, string summary, Payload body, Payload answer) => new(function, summary)
    { Body = body, Parameters = [IfMatch], Answers = [new(200, "As it is now.", answer, Headers.ETag)], Refusals = [TooMany, Conflict] };

    private static Operation Delete(string function, string summary) => new(function, summary)
    { Parameters = [IfMatch], Answers = [new(204, "It is gone.")], Refusals = [Conflict] };
}
