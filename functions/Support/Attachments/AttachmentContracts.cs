using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Attachments;

/// <summary>The body of an announcement: what will be uploaded.</summary>
public sealed record AttachmentRequest : IValidatableObject
{
    [Required(ErrorMessage = "is required."), StringLength(AttachmentLimits.SentFileNameLength, ErrorMessage = "may have at most {1} characters.")]
    public string? FileName { get; init; }

    [Required(ErrorMessage = "is required.")]
    public string? ContentType { get; init; }

    [Required(ErrorMessage = "is required: the file's bytes."), Range(1L, AttachmentLimits.Size, ErrorMessage = "must be from {1} to {2} bytes.")]
    public long? Size { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AttachmentType.Find(ContentType) is null)
            yield return new ValidationResult($"must be one of {string.Join(", ", AttachmentType.All.Select(type => type.ContentType))}.", [nameof(ContentType)]);
    }
}

/// <summary>Where to PUT the announced bytes, with exactly these headers; confirm the attachment afterwards.</summary>
public sealed record UploadView(string AttachmentId, Uri UploadUrl, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);

/// <summary>Where to GET the bytes of an attachment, without a token, until the address expires.</summary>
public sealed record DownloadView(string AttachmentId, string FileName, string ContentType, long Size, Uri DownloadUrl, DateTimeOffset ExpiresAt);
