using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Settings;

namespace ServerlessSupport.Unit.Settings;

public sealed class LocalSettingsTests
{
    [Theory]
    [InlineData("Reminders:Frist", "Did you mean Reminders:First?")]
    [InlineData("reminders:frist", "Did you mean reminders:First?")]
    [InlineData("Remidners:First", "Did you mean Reminders:First?")]
    [InlineData("Push:MaxAttempt", "Did you mean Push:MaxAttempts?")]
    [InlineData("Ticket:ReopenWindow", "Did you mean Tickets:ReopenWindow?")]
    [InlineData("Push:Nonsense", "Push has ")]
    [InlineData("Reminders:First:Hours", "Did you mean Reminders:First?")]
    [InlineData("Nonsense:First", "there is no section Nonsense")]
    [InlineData("RemindersShedule", "Did you mean RemindersSchedule?")]
    [InlineData("CosmosDatabasName", "Did you mean CosmosDatabaseName?")]
    [InlineData("REMINDERS_FIRST", "Did you mean Reminders__First?")]
    public void A_misspelled_name_is_answered_with_the_one_that_was_meant(string name, string sentence) =>
        Assert.Contains(sentence, KnownSettings.Explain(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("Reminders:First")]
    [InlineData("push:server")]
    [InlineData("Cosmos:accountEndpoint")]
    [InlineData("Logging:LogLevel:Default")]
    public void A_name_in_any_case_is_known(string name) => Assert.Null(KnownSettings.Explain(name));

    [Theory]
    [InlineData("Reminders:Frist", true)]
    [InlineData("Remindres:First", true)]
    [InlineData("Logging:Anything", true)]
    [InlineData("DOTNET:Something", false)]
    [InlineData("PATH", false)]
    [InlineData("ReminderSchedule", true)]
    [InlineData("Push_Server", true)]
    [InlineData("REMINDERSSCHEDULE", false)]
    [InlineData("PUSH_PULL", false)]
    [InlineData("Kestrel:Limits", false)]
    [InlineData("npm:config", false)]
    public void Only_what_looks_like_ours_is_taken_for_ours(string name, bool isMeant) => Assert.Equal(isMeant, KnownSettings.IsMeant(name));

    [Theory]
    [InlineData("Reminders:First", "soon", "00:00:30")]
    [InlineData("Reminders:First", "", "00:00:30")]
    [InlineData("Tickets:ReopenWindow", "7", "7.00:00:00 for days, or 00:00:07 for seconds")]
    [InlineData("Tickets:ReopenWindow", "90", "00:01:30 for seconds")]
    [InlineData("Reminders:First", "24:00:00", "24.00:00:00 for days, or 1.00:00:00 for hours")]
    [InlineData("Reminders:First", "36:00:00", "36.00:00:00 for days, or 1.12:00:00 for hours")]
    [InlineData("Push:MaxAttempts", "many", "a whole number")]
    [InlineData("Push:Content", "some", "one of ")]
    public void A_value_that_cannot_be_read_is_explained_by_an_example_or_the_choices(string name, string value, string sentence)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read((name, value)));

        Assert.Contains(sentence, Assert.Single(fault.Failures), StringComparison.Ordinal);
        Assert.StartsWith(name, fault.Failures.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_can_be_read_are_taken() =>
        Assert.Equal("00:00:10", Read(("Reminders:First", "00:00:10"), ("Push:MaxAttempts", "3"), ("Tickets:ReopenWindow", "7.00:00:00"))["Reminders:First"]);

    [Fact]
    public void No_time_needs_no_unit() => Assert.Equal("0", Read(("Push:ResendAfter", "0"))["Push:ResendAfter"]);

    [Fact]
    public void A_file_that_names_a_setting_twice_is_refused_with_its_path()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"Values":{"Push__Server":"a","Push:Server":"b"}}""");
        Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => LocalSettings.ReadFile(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Theory]
    [InlineData("has Push beside Values", """{"Push":{"Server":"a"}}""")]
    [InlineData("has Push__Server beside Values", """{"Values":{},"Push__Server":"a"}""")]
    [InlineData("has values beside Values", """{"values":{"Push__Server":"a"}}""")]
    [InlineData("more than one value at Push", """{"Values":{"Push":{"Server":"a"}}}""")]
    [InlineData("more than one value at Push__Server", """{"Values":{"Push__Server":["a"]}}""")]
    public void A_setting_of_the_file_that_would_not_be_read_is_named(string sentence, string content)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, content);
        Assert.Contains(sentence, Assert.Throws<InvalidDataException>(() => LocalSettings.ReadFile(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void What_the_tools_of_Azure_write_into_the_file_beside_its_values_is_passed_over()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"IsEncrypted":false,"Values":{"Push__Server":"a","Tickets__MaxPerHour":5},"Host":{"CORS":"*"},"ConnectionStrings":{}}""");
        Assert.Equal(("a", "5"), (LocalSettings.ReadFile(path)["Push:Server"], LocalSettings.ReadFile(path)["Tickets:MaxPerHour"]));
        File.Delete(path);
    }

    [Fact]
    public void Help_names_every_setting_with_what_it_is_without_being_set()
    {
        Assert.Contains("Reminders:First (time, as 00:00:30 or 7.00:00:00; 01:00:00)", LocalArguments.Help, StringComparison.Ordinal);
        Assert.All(KnownSettings.All, setting => Assert.Contains(setting.Name, LocalArguments.Help, StringComparison.Ordinal));
    }

    private static ConfigurationManager Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        LocalSettings.AddTo(configuration, new LocalOptions { DataFolder = "none", Settings = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value) });
        return configuration;
    }
}
