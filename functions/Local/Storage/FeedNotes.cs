namespace ServerlessSupport.Local.Storage;

/// <summary>
/// Which changes have something to deliver, in memory: most are new tickets with nothing to push yet, and reading each back
/// would cost as much as half its insert. Complete above <see cref="KnownFrom"/>; below it the file tells. Not safe for threads.
/// </summary>
internal sealed class FeedNotes(long knownFrom)
{
    /// <summary>More than waits in good times; beyond it the oldest are forgotten, and read from the file.</summary>
    public const int Kept = 4096;

    private readonly List<long> _numbers = [];

    public long KnownFrom { get; private set; } = knownFrom;

    /// <summary>Notes a change before its commit; numbers grow, but for those that a rollback gives out again.</summary>
    public void Add(long seq)
    {
        while (_numbers.Count > 0 && _numbers[^1] >= seq)
            _numbers.RemoveAt(_numbers.Count - 1);
        _numbers.Add(seq);
        if (_numbers.Count < 2 * Kept)
            return;
        KnownFrom = _numbers[Kept - 1];
        _numbers.RemoveRange(0, Kept);
    }

    /// <summary>Whether a number above one and up to another is noted.</summary>
    public bool Any(long after, long through) => FirstAbove(after) is var first && first < _numbers.Count && _numbers[first] <= through;

    /// <summary>The oldest noted numbers above one and up to another, at most so many.</summary>
    public IReadOnlyList<long> Between(long after, long through, int max)
    {
        var from = FirstAbove(after);
        var count = 0;
        while (count < max && from + count < _numbers.Count && _numbers[from + count] <= through)
            count++;
        return _numbers.GetRange(from, count);
    }

    private int FirstAbove(long number) => _numbers.BinarySearch(number + 1) is var found && found < 0 ? ~found : found;
}
