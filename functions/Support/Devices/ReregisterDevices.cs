namespace ServerlessSupport.Devices;

/// <summary>What became of a page of installations, and the place after which the next one begins; null at the end.</summary>
public sealed record Reregistration(int Registered, int Refused, ListPosition? Next);

/// <summary>
/// Makes the push platform know every device that our own table knows, a page at a time: after the platform lost its
/// copy, or was replaced. Repeating a page does no harm.
/// </summary>
public sealed class ReregisterDevices(IInstallationStore installations, IDevicePlatform gateway)
{
    private const int Concurrency = 8;

    public async Task<Reregistration> RunAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var found = await installations.ListAllAsync(page, cancellationToken);
        var refused = 0;
        await Parallel.ForEachAsync(
            found.Items,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (installation, token) =>
            {
                if (!await ProjectAsync(installation, token))
                    Interlocked.Increment(ref refused);
            });
        return new Reregistration(found.Items.Count - refused, refused, found.Next);
    }

    private async Task<bool> ProjectAsync(Installation installation, CancellationToken cancellationToken) =>
        gateway.Supports(installation.Platform) && await gateway.FollowAsync(installations, installation, cancellationToken);
}
