using ServerlessSupport.Local.Runtime;

namespace ServerlessSupport.Unit.Runtime;

public sealed class HostSettingsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_the_runtime_needs_is_read()
    {
        var settings = Read(
            """
            { "version": "2.0", /* note */ "functionTimeout": "00:10:00",
              "extensions": { "http": { "routePrefix": "/v1/" }, "serviceBus": { "maxConcurrentCalls": 3, "maxAutoLockRenewalDuration": "00:07:00", "prefetchCount": 0 } } }
            """);

        Assert.Equal(("v1", 3, TimeSpan.FromMinutes(7)), (settings.RoutePrefix, settings.MaxConcurrentCalls, settings.MaxAutoLockRenewal));
    }

    [Fact]
    public void What_is_left_out_is_as_on_the_platform()
    {
        var settings = Read("""{ "version": "2.0" }""");

        Assert.Equal(("api", TimeSpan.FromMinutes(5)), (settings.RoutePrefix, settings.MaxAutoLockRenewal));
    }

    [Theory]
    [InlineData("{ \"version\": ", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("""{ "version": "2.0", "extensions": { "serviceBus": { "maxConcurrentCalls": "many" } } }""", "extensions:serviceBus:maxConcurrentCalls is 'many': it must be a whole number")]
    [InlineData("""{ "version": "2.0", "extensions": { "serviceBus": { "maxAutoLockRenewalDuration": "24:00:00" } } }""", "which would be 24 days")]
    [InlineData("""{ "version": "2.0", "extensions": { "serviceBus": { "maxAutoLockRenewalDuration": "-00:00:01" } } }""", "must not be negative")]
    [InlineData("""{ "version": "2.0", "extensions": { "serviceBus": { "autoCompleteMessages": "no" } } }""", "must be true or false")]
    [InlineData("""{ "version": "2.0", "extensions": { "serviceBus": { "maxConcurrentCalls": 0 } } }""", "maxConcurrentCalls must be 1 or more")]
    [InlineData("{}", "version must be")]
    public void What_is_wrong_is_named_with_its_file(string json, string expected)
    {
        var fault = Assert.Throws<InvalidFunctionAppException>(() => Read(json));

        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_named_at_once()
    {
        var fault = Assert.Throws<InvalidFunctionAppException>(() => Read("""{ "extensions": { "serviceBus": { "maxConcurrentCalls": "many", "autoCompleteMessages": 1 } } }"""));

        Assert.Equal(3, fault.Faults.Count);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("/nowhere/host.json", Assert.Throws<InvalidFunctionAppException>(() => HostSettings.Read("/nowhere/host.json")).Message, StringComparison.Ordinal);

    private HostSettings Read(string json)
    {
        File.WriteAllText(_path, json);
        return HostSettings.Read(_path);
    }
}
