namespace ServerlessSupport.Client;

/// <summary>The names of files that a server tells.</summary>
internal static class FileName
{
    private const string Reserved = "\"*:<>?|";

    /// <summary>The name without folders and what file systems reserve, so that what is saved under it stays where the app saves it, whatever the server says.</summary>
    public static string Of(string? told)
    {
        var last = (told ?? "").Split('/', '\\').Last();
        var name = string.Concat(last.Where(c => !char.IsControl(c) && Reserved.IndexOf(c) < 0)).Trim(' ', '.');
        return name.Length > 0 ? name : "file";
    }
}
