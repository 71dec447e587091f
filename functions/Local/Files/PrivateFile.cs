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
        if (!File.Exists(path))
            Write(path, make());
        Disk.Tighten(path);
        var text = File.ReadAllText(path).Trim();
        return read(text) ?? throw new InvalidDataException(
            $"{path} holds no key: it is {(text.Length == 0 ? "empty" : "cut off or damaged")}. Put it back from a backup, or delete it: then a new key is made, and {loss}.");
    }

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
