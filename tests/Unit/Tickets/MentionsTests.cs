using ServerlessSupport.Desk;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>Whose names a note calls.</summary>
public sealed class MentionsTests
{
    private static readonly AgentProfile[] People =
        [Person("ann", "ann"), Person("bob", "Bob"), Person("lee", "Ann Lee"), Person("wang", "王伟"), Person("tanaka", "田中"), Person("kim", "김철수"), Person("jose", "José")];

    [Theory]
    [InlineData("@ann please look", "ann")]
    [InlineData("please, @Ann Lee!", "lee")]
    [InlineData("(@agent-bob/@ann)", "bob ann")]
    [InlineData("@annex", "")]
    [InlineData("@nobody", "")]
    [InlineData("请@王伟看一下", "wang")]
    [InlineData("@王伟，@田中さん", "wang tanaka")]
    [InlineData("@김철수님 확인해 주세요", "kim")]
    [InlineData("@José!", "jose")]
    [InlineData("@Jose\u0301!", "jose")]
    [InlineData("@Ann\u00A0Lee", "lee")]
    [InlineData("＠ｂｏｂ", "bob")]
    [InlineData("@bo\u200Bb", "bob")]
    [InlineData("@bob\u0301 is another one", "")]
    public void A_name_is_called_by_the_sign_before_it(string note, string called) => Assert.Equal(called, Called(note));

    [Theory]
    [InlineData("The customer writes from support@bob.example.")]
    [InlineData("mailto:first_@ann.example or tag+@ann or x-@ann.example")]
    [InlineData("ann@ann")]
    public void An_address_of_e_mail_calls_nobody(string note) => Assert.Empty(Called(note));

    private static string Called(string note) => string.Join(' ', Mentions.In(note, People).Select(person => person.Key));

    private static AgentProfile Person(string key, string name) => new() { Key = key, Id = $"agent-{key}", DisplayName = name };
}
