using System.Text.Json;
using Microsoft.Azure.Cosmos;
using ServerlessSupport.Emulators.Functions.Protocol;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>Wakes a change-feed function with what changed in its container, and goes on when the function has done with it or its retries are used up.</summary>
internal static class FeedPump
{
    private static readonly TimeSpan PollDelay = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(FunctionsHost host, Function function, CosmosClient client, CancellationToken cancellationToken)
    {
        var container = client.GetContainer(host.Resolve(function.Text("databaseName")), host.Resolve(function.Text("containerName")));
        var options = new ChangeFeedRequestOptions { PageSizeHint = function.Trigger.GetProperty("maxItemsPerInvocation").GetInt32() };
        using var feed = container.GetChangeFeedStreamIterator(ChangeFeedStartFrom.Beginning(), ChangeFeedMode.LatestVersion, options);
        while (true)
        {
            using var page = await feed.ReadNextAsync(cancellationToken);
            if (page.IsSuccessStatusCode && page.Content is not null)
            {
                using var changes = await JsonDocument.ParseAsync(page.Content, cancellationToken: cancellationToken);
                await InvokeAsync(host, function, changes.RootElement.GetProperty("Documents").GetRawText(), cancellationToken);
            }
            else
            {
                await Task.Delay(PollDelay, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task InvokeAsync(FunctionsHost host, Function function, string documents, CancellationToken cancellationToken)
    {
        var retry = function.Metadata.RetryOptions;
        var wait = retry?.MinimumInterval?.ToTimeSpan() ?? TimeSpan.Zero;
        for (var tries = 0; retry is null || retry.MaxRetryCount < 0 || tries <= retry.MaxRetryCount; tries++)
        {
            var response = await host.InvokeAsync(function, new TypedData { String = documents }, cancellationToken);
            if (retry is null || response.Result.Status == StatusResult.Types.Status.Success)
                return;
            await Task.Delay(wait, TimeProvider.System, cancellationToken);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, retry.MaximumInterval.ToTimeSpan().Ticks));
        }
    }
}
