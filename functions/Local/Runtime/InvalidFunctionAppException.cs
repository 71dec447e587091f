namespace ServerlessSupport.Local.Runtime;

/// <summary>The functions or their host.json cannot be run; the message lists everything that is wrong.</summary>
internal sealed class InvalidFunctionAppException(IReadOnlyList<string> faults, Exception? cause = null)
    : Exception("The functions cannot be run:" + string.Concat(faults.Select(fault => "\n  - " + fault)), cause)
{
    public IReadOnlyList<string> Faults => faults;
}
