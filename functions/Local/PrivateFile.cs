namespace ServerlessSupport.Local;

/// <summary>A secret of this installation, in a file that only its owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>What the file holds; a file that is missing is made first.</summary>
    public static string ReadOrMake(string path, Func<string> make)
    {
        if (File.Exists(path))
            return File.ReadAllText(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var secret = make();
        var settings = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, settings);
        file.Write(secret);
        return secret;
    }
}
