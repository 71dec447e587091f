namespace ServerlessSupport.Attachments;

/// <summary>How much may be attached.</summary>
public static class AttachmentLimits
{
    /// <summary>Bytes of one file: 25 MB.</summary>
    public const long Size = 25 * 1024 * 1024;

    /// <summary>Files of one ticket that its customer attached, and as many that agents did.</summary>
    public const int PerSide = 50;

    /// <summary>Bytes (UTF-8) of a file's name as it is kept: what file systems take.</summary>
    public const int FileNameBytes = 255;

    /// <summary>Characters (UTF-16 units) of a file's name as it may be sent; longer ones than can be kept are cut.</summary>
    public const int SentFileNameLength = 1_000;

    /// <summary>How long the address of an upload is good.</summary>
    public static readonly TimeSpan UploadTime = TimeSpan.FromMinutes(15);

    /// <summary>How long the address of a download is good.</summary>
    public static readonly TimeSpan DownloadTime = TimeSpan.FromMinutes(5);
}
