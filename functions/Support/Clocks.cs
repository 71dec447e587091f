namespace ServerlessSupport;

/// <summary>What clocks are trusted to.</summary>
internal static class Clocks
{
    /// <summary>By how much the clocks of two instances may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);
}
