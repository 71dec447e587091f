namespace ServerlessSupport.Local.Files;

/// <summary>A secret of this installation, in a file that only its owner may read; the file is whole or not there.</summary>
internal static class PrivateFile
{
    /// <summary>What the file holds, as <paramref name="read"/> understands it (null: not at all); a file that is missing is made first.</summary>
    /// <param name="loss">What making a new one costs, as the end of a sentence.</param>
    /// <exception cref="InvalidDataException">The file holds no such secret; the message says what to do.</exception>
    public static T ReadOrMake<T>(string path, Func<string> make, Func<string, T?> read, string loss)
        where T : class
    {
        var text = Read(path, make, loss);
        return read(text) ?? throw new InvalidDataException(
            $"{path} holds no key: it is {(text.Length == 0 ? "empty" : "cut off or damaged")}. {Advice("delete it", loss)}");
    }

    private static string Read(string path, Func<string> make, string loss)
    {
        try
        {
            if (!Path.Exists(path))
                Write(path, make());
            else if (Directory.Exists(path))
                throw new InvalidDataException($"{path} holds no key: it is a folder. {Advice("move it away", loss)}");
            Disk.Tighten(path);
            return File.ReadAllText(path).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read or made: {fault.Message} Let whoever runs the server read and write it, or move it away: then a new key is made, and {loss}.", fault);
        }
    }

    private static string Advice(string remove, string loss) => $"Put it back from a backup, or {remove}: then a new key is made, and {loss}.";

    // Aside, flushed, renamed, and the name flushed: a power cut at any moment leaves the whole file or none.
    private static void Write(string path, string secret)
    {
        var folder = Path.GetDirectoryName(path)!;
        Disk.MakePrivateFolder(folder);
        var aside = path + ".new";
        File.Delete(aside);
        using (var file = new FileStream(aside, Disk.Private(FileMode.CreateNew, FileAccess.Write)))
        {
            Disk.Tighten(aside);
            file.Write(System.Text.Encoding.UTF8.GetBytes(secret));
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        Disk.FlushFolder(folder);
    }
}
