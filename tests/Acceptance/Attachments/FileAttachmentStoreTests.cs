using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Attachments;
using ServerlessSupport.Contracts;

namespace ServerlessSupport.Acceptance.Attachments;

public sealed class FileAttachmentStoreTests(RunningServer server) : AttachmentStoreContract, IClassFixture<RunningServer>
{
    protected override IAttachmentStore Store => server.Services.GetRequiredService<IAttachmentStore>();

    protected override DateTimeOffset Now => server.Time.GetUtcNow();

    protected override Uri Server => server.Address;
}
