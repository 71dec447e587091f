using ServerlessSupport.Hub;

namespace ServerlessSupport.Unit.Hub;

/// <summary>What the hub alone is told on its command line.</summary>
public sealed class HubArgumentsTests
{
    [Theory]
    [InlineData("'--Hub:Nam' is no option of this program.", "--Hub:Nam", "x")]
    [InlineData("'--url' is no option of this program.", "--url", "http://127.0.0.1:7073")]
    [InlineData("'hub' is no option of this program.", "hub")]
    [InlineData("--Hub:Key needs a value.", "--Hub:Key", "")]
    [InlineData("--urls needs a value.", "--urls")]
    [InlineData("--urls 7073 is no address", "--urls", "7073")]
    [InlineData("--urls http://127.0.0.1:99999 is no address", "--urls", "http://127.0.0.1:99999")]
    [InlineData("--urls https://127.0.0.1:7073 is no address", "--urls=https://127.0.0.1:7073")]
    public void What_is_wrong_with_an_option_is_said(string sentence, params string[] arguments) =>
        Assert.StartsWith(sentence, HubArguments.Refuse(arguments), StringComparison.Ordinal);

    [Theory]
    [InlineData]
    [InlineData("--urls", "http://127.0.0.1:7073", "--Hub:Name", "support", "--Hub:Key", "any-text")]
    [InlineData("--hub:name=a", "--urls=http://*:7073;http://[::1]:0", "--Logging:LogLevel:Default", "Debug")]
    public void What_it_takes_is_not_refused(params string[] arguments) => Assert.Null(HubArguments.Refuse(arguments));

    [Theory]
    [InlineData(null, "Name", "key")]
    [InlineData("Hub:Nam is no setting: Hub has Name, Key.", "Key", "Nam")]
    public void A_misspelt_setting_of_the_environment_is_named(string? sentence, params string[] names) => Assert.Equal(sentence, HubArguments.RefuseSettings(names));
}
