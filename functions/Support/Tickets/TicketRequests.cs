using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Tickets;

/// <summary>The body of a submission.</summary>
public sealed record SubmitRequest
{
    [Required(ErrorMessage = "is required: question or complaint.")]
    [AllowedValues("question", "complaint", ErrorMessage = "must be question or complaint.")]
    public string? Category { get; init; }

    [StringLength(TicketLimits.SubjectLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Subject { get; init; }

    [RequiredText, StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }

    public Submission ToSubmission() => new(
        Category == "question" ? TicketCategory.Question : TicketCategory.Complaint,
        WrittenText.OrNull(Subject),
        Text!);
}

/// <summary>The body of an inquiry; without text it asks "any news?".</summary>
public sealed record InquiryRequest
{
    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}

/// <summary>The body of a rating.</summary>
public sealed record RatingRequest
{
    [Required(ErrorMessage = "is required: 1 (bad) to 5 (good)."), Range(1, 5, ErrorMessage = "must be from {1} (bad) to {2} (good).")]
    public int? Score { get; init; }

    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}

/// <summary>The body of a claim.</summary>
public sealed record ClaimRequest
{
    /// <summary>Take the ticket from the agent who has it.</summary>
    public bool? TakeOver { get; init; }
}

/// <summary>The body of a progress, result or note.</summary>
public sealed record TextRequest
{
    [RequiredText, StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}

/// <summary>The body of a closing.</summary>
public sealed record CloseRequest
{
    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}
