using ServerlessSupport.App.Http;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.OpenApi;

/// <summary>What bodies about the desk look like.</summary>
internal static class DeskExamples
{
    private static readonly WireJson Json = WireJson.Instance;
    private static readonly Caller Ann = new("ann", "Ann", ActorRole.Agent);
    private static readonly TicketQueue Billing = new("billing", "Billing");
    private static readonly CannedAnswer Thanks = new("thanks", "Thank you", new Dictionary<string, string> { ["en"] = "Thank you, {{customer.name}}!", ["zh-CN"] = "谢谢您，{{customer.name}}！" });
    private static readonly FiguresView Busy = new(14, 11, 1, 6, 4.5, new(13, 540, 3_300), new(11, 11_400, 58_000));
    private static readonly SavedView Refunds = new("refunds", "Refunds", "state=open&tag=refund");

    private static readonly AgentProfile Profiled = new()
    {
        Key = Ann.Key,
        Id = Ann.Id,
        Name = Ann.Name,
        DisplayName = "Ann",
        Role = AgentRank.Lead,
        Queues = [Billing.Id],
        Languages = ["en", "de"],
    };

    public static Payload Counts { get; } = Payload.Of(
        Json.CountedTickets, () => new(new(7, 2, 14, 5, 1, 3, 26), new Dictionary<string, int> { [Billing.Id] = 9 }, TicketCounts.Cap));
    public static Payload Report { get; } = Payload.Of(Json.ReportView, () => new(
        new(2026, 3, 1), new(2026, 3, 2), new(2026, 3, 2, 9, 8, 0, TimeSpan.Zero), Busy, [new(new(2026, 3, 1), new(0, 0, 0, 0, null, null, null)), new(new(2026, 3, 2), Busy)], [new(Billing.Id, Busy)]));
    public static Payload Changes { get; } = Payload.Of(Json.ChangeList, () => new([AgentTicketSummary.Of(Examples.Worked)], "NDI", HasMore: false));
    public static Payload Customer { get; } = Payload.Of(Json.CustomerView, () => CustomerView.Of(
        Examples.Worked.CustomerKey, new(new([TicketBrief.Of(Examples.Worked)], null), [new(Examples.Phone, Examples.Phone.RefreshedAt)]), "") with
    {
        Export = new(new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), ExportStep.Failed, ExportFailure.TooLarge, new(2026, 3, 3, 9, 8, 0, TimeSpan.Zero)),
    });
    public static Payload Audit { get; } = Payload.Of(Json.AuditList, () => new(
        [new(Ann.Key, 7, new(2026, 3, 2, 9, 6, 0, TimeSpan.Zero), "AddProgress", Examples.Worked.Id, "\"2\"", "203.0.113.0/24", null, null, "1.0.0", "4bf92f3577b34da6a3ce929d0e0e4736", null)], "MTAw"));
    public static Payload Verified { get; } = Payload.Of(Json.VerifiedAuditView, () => new(5_000, 12, [new(Ann.Key, 7, AuditFaultKind.Missing)], "MTAw"));
    public static Payload Retention { get; } = Payload.Of(Json.RetentionView, () => new(365, 90, null, 1, 1, 90));
    public static Payload Repeated { get; } = Payload.Of(Json.RepeatedErasuresView, () => new(100, 2, "MTAw"));
    public static Payload Renewed { get; } = Payload.Of(Json.RenewalView, () => new(100, "MTAw"));
    public static Payload OwnChange { get; } = Payload.Of(Json.ProfileRequest, () => new() { Availability = "away", Notify = new(NewTicket: false) });
    public static Payload Profile { get; } = Payload.Of(Json.ProfileView, () => ProfileView.Of(Profiled, Ann));
    public static Payload PersonChange { get; } = Payload.Of(Json.PersonRequest, () => new() { Role = "lead", Queues = [Billing.Id] });
    public static Payload Person { get; } = Payload.Of(Json.PersonView, () => PersonView.Of(Profiled, "7"));
    public static Payload People { get; } = Payload.Of(Json.PeopleList, () => new([PersonView.Of(Profiled, "7")]));
    public static Payload QueueChange { get; } = Payload.Of(Json.QueueRequest, () => new() { Name = Billing.Name });
    public static Payload Queue { get; } = Payload.Of(Json.QueueView, () => QueueView.Of(Billing, "8"));
    public static Payload Queues { get; } = Payload.Of(Json.QueueList, () => new([QueueView.Of(Billing, "8")]));
    public static Payload AnswerChange { get; } = Payload.Of(Json.CannedAnswerRequest, () => new() { Title = Thanks.Title, Texts = Thanks.Texts });
    public static Payload Answer { get; } = Payload.Of(Json.CannedAnswerView, () => CannedAnswerView.Of(Thanks, "9"));
    public static Payload Answers { get; } = Payload.Of(Json.CannedAnswerList, () => new([CannedAnswerView.Of(Thanks, "9")]));
    public static Payload ViewChange { get; } = Payload.Of(Json.SavedViewRequest, () => new() { Name = Refunds.Name, Query = Refunds.Query });
    public static Payload View { get; } = Payload.Of(Json.SavedViewView, () => SavedViewView.Of(Refunds, "10"));
    public static Payload Views { get; } = Payload.Of(Json.SavedViewList, () => new([SavedViewView.Of(Refunds, "10")]));
    public static Payload Presence { get; } = Payload.Of(Json.PresenceRequest, () => new() { Typing = true });
    public static Payload Present { get; } = Payload.Of(Json.PresenceView, () => new([new("bob", "Bob", true, new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))]));
}
