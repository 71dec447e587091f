namespace ServerlessSupport.Local.Storage;

/// <summary>The data folder or its file cannot be used; the message has the path and the reason.</summary>
internal sealed class UnusableStoreException(string path, string reason, Exception? inner = null) : Exception($"{path} {reason}", inner);
