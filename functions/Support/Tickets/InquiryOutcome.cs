using System.Text.Json.Serialization;

namespace ServerlessSupport.Tickets;

/// <summary>What came of an inquiry.</summary>
[JsonConverter(typeof(StrictEnumConverter<InquiryOutcome>))]
public enum InquiryOutcome
{
    /// <summary>The status was told; nothing else changed.</summary>
    Status,

    /// <summary>The ticket is open again.</summary>
    Reopened,

    /// <summary>The ticket could no longer be reopened; a linked one was opened.</summary>
    FollowUp,
}
