using ServerlessSupport.Client.Phone;

namespace ServerlessSupport.Client.Tests.Phones;

/// <summary>The command line of the phone.</summary>
public sealed class PhoneArgumentsTests
{
    [Fact]
    public void Who_signs_in_is_enough_for_the_local_edition()
    {
        var options = PhoneArguments.Read(["--as", "alice"]);

        Assert.Equal([new ServerChoice("local", new Uri("http://127.0.0.1:7071"), null)], options.Servers);
        Assert.EndsWith("alice.db", options.StorePath, StringComparison.Ordinal);
    }

    [Fact]
    public void Servers_have_names_and_some_have_tokens()
    {
        var options = PhoneArguments.Read(["--as", "alice", "--server", "a=http://127.0.0.1:1", "--server=b=https://b.example/x=1", "--token", "b=t=="]);

        Assert.Equal([new ServerChoice("a", new Uri("http://127.0.0.1:1"), null), new ServerChoice("b", new Uri("https://b.example/x=1"), "t==")], options.Servers);
    }

    [Fact]
    public void A_token_may_look_like_a_name_and_a_value()
    {
        var options = PhoneArguments.Read(["--as", "alice", "--token", "abc=def="]);

        Assert.Equal("abc=def=", Assert.Single(options.Servers).Token);
    }

    [Fact]
    public void The_store_of_a_user_stays_in_the_folder_whatever_the_user_is_called()
    {
        var options = PhoneArguments.Read(["--as", "../al/ice", "--data", "/data"]);

        Assert.Equal(Path.GetFullPath("/data"), Path.GetDirectoryName(options.StorePath));
    }

    [Theory]
    [InlineData("Say who signs in", "--server", "http://127.0.0.1:1")]
    [InlineData("--as needs a value", "--as")]
    [InlineData("--as can be given once", "--as", "a", "--as", "b")]
    [InlineData("'--colour' is no option", "--as", "a", "--colour", "red")]
    [InlineData("--server nonsense is no address", "--as", "a", "--server", "nonsense")]
    [InlineData("--server http://127.0.0.1:1?a=b is no address", "--as", "a", "--server", "http://127.0.0.1:1?a=b")]
    [InlineData("--server takes no name and password", "--as", "a", "--server", "http://a:secret@127.0.0.1:1")]
    [InlineData("--server takes no name and password", "--as", "a", "--server", "x=ftp://a:secret@127.0.0.1:1")]
    [InlineData("--server http://example.com must be https", "--as", "a", "--server", "http://example.com")]
    [InlineData("Two servers are called local: name each", "--as", "a", "--server", "http://127.0.0.1:1", "--server", "http://127.0.0.1:2")]
    [InlineData("say whose token it is", "--as", "a", "--server", "x=http://127.0.0.1:1", "--server", "y=http://127.0.0.1:2", "--token", "t")]
    [InlineData("There is no file /no/such/file", "--as", "a", "--token", "@/no/such/file")]
    public void What_is_wrong_is_named(string expected, params string[] arguments)
    {
        var refused = Assert.Throws<ArgumentException>(() => PhoneArguments.Read(arguments));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
