using ServerlessSupport.Desk;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>The people of the desk: each by themselves, and apart from the others.</summary>
public sealed class AgentDirectoryTests : IDisposable
{
    private static readonly Caller Ann = new("agent-ann", "Ann", ActorRole.Agent);
    private static readonly Caller Bob = new("agent-bob", "Bob", ActorRole.Agent);

    private readonly TempStore _store = new();
    private readonly KnownPeople _known;
    private readonly AgentDirectory _directory;

    public AgentDirectoryTests()
    {
        _known = new KnownPeople(_store.Desk, _store.Time);
        _directory = new AgentDirectory(_store.Desk, new DeskDocuments(_store.Desk), _known, _store.Time);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("Ann")]
    [InlineData("ANN")]
    [InlineData("agent-ann")]
    [InlineData("Queen of the desk")]
    [InlineData("Queen of the  desk")]
    [InlineData("Queen\u00A0of the desk")]
    [InlineData("Que\u200Ben of the desk")]
    [InlineData("Queen of the desk\uFE0F")]
    [InlineData("Ｑueen of the desk")]
    public async Task Nobody_gives_themselves_what_another_is_called(string name)
    {
        Some.Made(await _directory.MeetAsync(Ann, Cancelled));
        Some.Made(await _directory.ChangeOwnAsync(Ann, null, person => person with { DisplayName = "Queen of the desk" }, Cancelled));

        Assert.Equal("invalid_request", Some.Refused(await _directory.ChangeOwnAsync(Bob, null, person => person with { DisplayName = name }, Cancelled)));
        Some.Made(await _directory.ChangeOwnAsync(Bob, null, person => person with { DisplayName = "Bobby" }, Cancelled));
        Some.Made(await _directory.ChangeOwnAsync(Bob, null, person => person with { DisplayName = "Bob" }, Cancelled));
    }

    [Fact]
    public async Task Two_of_one_name_keep_it()
    {
        Some.Made(await _directory.MeetAsync(Ann, Cancelled));
        var other = new Caller("agent-ann-2", "Ann", ActorRole.Agent);
        Some.Made(await _directory.ChangeOwnAsync(other, null, person => person with { Availability = Availability.Away }, Cancelled));

        Assert.Equal("Ann", Some.Made(await _directory.ChangeOwnAsync(other, null, person => person with { DisplayName = "Ann" }, Cancelled)).Document.DisplayName);
    }

    [Fact]
    public async Task Two_entries_that_claim_one_key_keep_nobody_from_the_desk()
    {
        var ann = Some.Made(await _directory.MeetAsync(Ann, Cancelled)).Document;
        await _store.Desk.PutAsync(Shelves.People, "copied", ann, Cancelled);
        _known.Forget();

        Assert.Equal(Bob, await _known.AtDeskAsync(Bob, Cancelled));
    }
}
