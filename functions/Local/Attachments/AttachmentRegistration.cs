using ServerlessSupport.Attachments;

namespace ServerlessSupport.Local.Attachments;

/// <summary>Registers the attachments of the local edition.</summary>
internal static class AttachmentRegistration
{
    /// <summary>Keeps attachments in the data folder, and removes at the start what nobody confirmed.</summary>
    public static IServiceCollection AddFileAttachments(this IServiceCollection services) => services
        .AddSingleton<AttachmentLinks>()
        .AddSingleton<FileAttachmentStore>()
        .AddSingleton<IAttachmentStore>(provider => provider.GetRequiredService<FileAttachmentStore>())
        .AddHostedService<StaleUploads>();
}

/// <summary>Removes stale uploads when the server starts.</summary>
internal sealed class StaleUploads(FileAttachmentStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        store.RemoveStale();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
