using Microsoft.Extensions.Configuration;
using ServerlessSupport.App;

namespace ServerlessSupport.Unit.Runtime;

public sealed class TriggerSettingsTests
{
    [Theory]
    [InlineData("RemindersSchedule", "Reminders:Schedule")]
    [InlineData("Reminders:Schedule", "RemindersSchedule")]
    [InlineData("PushReconcileSchedule", "Push:ReconcileSchedule")]
    [InlineData("CosmosDatabaseName", "Cosmos:DatabaseName")]
    [InlineData("Cosmos:DatabaseName", "CosmosDatabaseName")]
    public void What_is_set_by_one_name_is_set_by_the_other(string set, string read) => Assert.Equal("x", Read([new() { [set] = "x" }])[read]);

    [Theory]
    [InlineData("RemindersSchedule", "Reminders:Schedule")]
    [InlineData("Reminders:Schedule", "RemindersSchedule")]
    public void The_command_line_wins_over_the_file_by_whichever_name(string file, string commandLine)
    {
        var settings = Read([new() { [file] = "file" }, new() { [commandLine] = "command line" }]);

        Assert.Equal(("command line", "command line"), (settings[file], settings[commandLine]));
    }

    [Fact]
    public void What_is_set_nowhere_stays_so_that_the_default_counts() => Assert.Null(Read([])["Reminders:Schedule"]);

    private static ConfigurationManager Read(Dictionary<string, string?>[] sources)
    {
        var configuration = new ConfigurationManager();
        foreach (var source in sources)
            configuration.AddInMemoryCollection(source);
        configuration.AddTriggerSettings();
        return configuration;
    }
}
