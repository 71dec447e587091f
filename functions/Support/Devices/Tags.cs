namespace ServerlessSupport.Devices;

/// <summary>The tags that installations carry. Only the server sets them, and only here are they spelled.</summary>
public static class Tags
{
    /// <summary>
    /// One registration: an installation and the person signed in on it. What is sent names it, so that a push decided before
    /// the phone changed hands reaches nobody.
    /// </summary>
    public static string Registration(string installationId, string personKey) => $"device:{installationId}:{personKey}";
}
