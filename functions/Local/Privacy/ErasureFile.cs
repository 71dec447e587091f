using System.Text;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Local.Privacy;

/// <summary>
/// Keeps who asked to be erased in a file beside the data folder, <c>{folder}.erasures</c>, a line of JSON each: a folder that is made of a backup finds it there. Where nothing can be
/// written beside the folder, it lies in it, and whoever restores a backup elsewhere has to carry it over.
/// </summary>
internal sealed class ErasureFile(LocalOptions options) : IErasureRecords
{
    private const string Extension = ".erasures";
    private readonly Lock _writing = new();

    private string Beside => Path.TrimEndingDirectorySeparator(options.DataFolder) + Extension;

    private string Inside => Path.Combine(options.DataFolder, "data" + Extension);

    public Task KeepAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(erasure, StorageJson.Instance.Erasure) + "\n");
        lock (_writing)
        {
            try
            {
                if (!TryAppend(Beside, line))
                    Append(Inside, line);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new UnavailableException($"The erasure could not be written down: {fault.Message}", inner: fault);
            }
        }

        return Task.CompletedTask;
    }

    public Task<Page<Erasure>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        // Of a file the last one of a person counts, whatever its clock said.
        var newest = new[] { Inside, Beside }.Where(File.Exists)
            .SelectMany(file => File.ReadLines(file).Select(Read).OfType<Erasure>().GroupBy(erasure => erasure.PersonKey).Select(each => each.Last()))
            .GroupBy(erasure => erasure.PersonKey).Select(each => each.MaxBy(erasure => erasure.RequestedAt)!).OrderBy(erasure => erasure.PersonKey, StringComparer.Ordinal)
            .SkipWhile(erasure => string.CompareOrdinal(erasure.PersonKey, page.After?.Id ?? "") <= 0).Take(page.Limit + 1).ToList();
        return Task.FromResult(new Page<Erasure>(
            [.. newest.Take(page.Limit)], newest.Count > page.Limit ? new ListPosition(0, newest[page.Limit - 1].PersonKey) : null));
    }

    private static bool TryAppend(string path, byte[] line)
    {
        try
        {
            Append(path, line);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Append(string path, byte[] line)
    {
        using var file = new FileStream(path, Disk.Private(FileMode.OpenOrCreate, FileAccess.ReadWrite));
        Disk.Tighten(path);
        if (!EndsWithALine(file))
            line = [(byte)'\n', .. line];
        file.Seek(0, SeekOrigin.End);
        file.Write(line);
        file.Flush(flushToDisk: true);
    }

    // What a power cut or a full disk left half written must not take the next line with it.
    private static bool EndsWithALine(FileStream file)
    {
        if (file.Length == 0)
            return true;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    // A line that a power cut left half written was not acted upon.
    private static Erasure? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, StorageJson.Instance.Erasure);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Erases again, before anything is served, what a restored folder has brought back.</summary>
internal sealed class RepeatedAtStart(ErasePeople people) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (RepeatedErasures? done = null; done is null || done.Next is not null;)
            done = await people.RepeatAsync(new PageRequest(PageRequest.MaxLimit, done?.Next), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
