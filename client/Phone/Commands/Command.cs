namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Something the person at the phone can do.</summary>
/// <param name="Usage">How it is typed; the first word is its name.</param>
/// <param name="Help">What it does.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record Command(string Usage, string Help, Func<Handset, Words, CancellationToken, Task> RunAsync)
{
    public string Name { get; } = Usage.Split(' ')[0];

    /// <summary>How many words may follow the name; a text or the name of a file has any number.</summary>
    public int MaxWords { get; } = Usage.Contains("TEXT", StringComparison.Ordinal) || Usage.Contains("FILE", StringComparison.Ordinal) ? int.MaxValue : Usage.Split(' ').Length - 1;
}
