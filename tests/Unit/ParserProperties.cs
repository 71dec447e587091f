using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.AspNetCore.Http;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Attachments;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Hub.Templates;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit;

/// <summary>What holds for whatever text somebody sends to the parsers of our own: what they wrote they read, and nothing else than what is expected is thrown.</summary>
public sealed class ParserProperties
{
    private const int Many = 2_000;

    // Letters, what has a meaning to one of the parsers, other scripts, halves of characters, control characters, what no version of Unicode has assigned.
    private static readonly Gen<string> Pieces = Gen.Frequency(
        (6, Gen.Choose(0x20, 0x7e).Select(value => ((char)value).ToString())),
        (3, Gen.Elements(".", "-", "_", "/", "\\", "\"", "W/\"", "*", ",", "=", "@", "{", "}", "$(", "#(", "%", "..", ":", "?", "ann", "Ann Smith")),
        (3, Gen.Choose(0xa0, 0xd7ff).Select(value => ((char)value).ToString())),
        (1, Gen.Choose(0xd800, 0xffff).Select(value => ((char)value).ToString())),
        (1, Gen.Choose(0x10000, 0x10ffff).Select(char.ConvertFromUtf32)),
        (1, Gen.Choose(0, 0x1f).Select(value => ((char)value).ToString())));

    private static readonly Arbitrary<string> Texts = Gen.OneOf(
        Pieces.ArrayOf().Select(string.Concat),
        Pieces.ArrayOf().Select(pieces => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Concat(pieces)))),
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().Select(bytes => System.Buffers.Text.Base64Url.EncodeToString(bytes))).ToArbitrary();

    private static readonly Arbitrary<long> Ticks = Gen.Choose(0, int.MaxValue).SelectMany(high => Gen.Choose(0, int.MaxValue).Select(low => (((long)high << 31) | (uint)low) % DateTimeOffset.MaxValue.UtcTicks)).ToArbitrary();

    [Property(MaxTest = Many)]
    public Property A_cursor_leads_back_to_its_place_and_to_that_of_no_other_list() => Prop.ForAll(Texts, Texts, Ticks, (list, other, ticks) =>
    {
        var place = new ListPosition(ticks, TicketId.Derived(PersonKey.Of(list), other));
        Assert.Equal(place, ListPosition.Parse(place.ToCursor(list), list));
        Assert.True(list == other || ListPosition.Parse(place.ToCursor(list), other) is null);
    });

    [Property(MaxTest = Many)]
    public Property Any_text_is_a_cursor_or_none() => Prop.ForAll(Texts, text =>
    {
        Assert.Null(ListPosition.Parse(text, "due"));
        if (UpdatesCursor.Read(text) is { } read)
            Assert.Equal(read.ToString(), UpdatesCursor.Read(read.ToString())?.ToString());
    });

    [Property(MaxTest = Many)]
    public Property A_cursor_of_updates_is_read_as_it_was_written() => Prop.ForAll(Ticks, Ticks, Texts, (from, since, text) =>
    {
        var at = new DateTimeOffset(since, TimeSpan.Zero);
        var update = new CustomerUpdate(TicketId.Derived(PersonKey.Of(text), text), new TimelineEntry { Seq = 7, At = at, Kind = EntryKind.Status, By = ActorRole.System });
        var cursor = new UpdatesCursor(at, new DateTimeOffset(from, TimeSpan.Zero), at, update);

        Assert.Equal(cursor.ToString(), UpdatesCursor.Read(cursor.ToString())?.ToString());
    });

    [Property(MaxTest = Many)]
    public Property An_id_is_one_by_its_form_and_names_its_customer() => Prop.ForAll(Texts, Texts, (person, key) =>
    {
        var id = TicketId.Derived(PersonKey.Of(person), key);
        Assert.True(TicketId.IsValid(id));
        Assert.Equal(PersonKey.Of(person), TicketId.CustomerKey(id));
        Assert.False(TicketId.IsValid(person) || TicketId.IsValid(id + key + "x"));
        Assert.Equal(TicketReference.Of(id), TicketReference.Read(TicketReference.Of(id).ToLowerInvariant().Replace("-", "", StringComparison.Ordinal)));
        Assert.True(TicketReference.Read(person) is not { } read || TicketReference.Read(read) == read);
    });

    [Property(MaxTest = Many)]
    public Property A_ticket_is_found_by_the_words_that_were_written_on_it() => Prop.ForAll(Texts, text =>
    {
        if (SearchQuery.Of(text) is { } query)
            Assert.True(query.Parts.Count <= SearchQuery.MaxParts && query.Matches(SearchWords.Of(Some.OpenTicket(text), int.MaxValue)), text);
    });

    [Fact]
    public void Every_code_point_there_is_can_be_searched_for()
    {
        for (var value = 0; value <= 0x10ffff; value++)
        {
            if (Rune.IsValid(value))
                Assert.True(SearchWords.In($"a{char.ConvertFromUtf32(value)}b").Any());
        }
    }

    [Property(MaxTest = Many)]
    public Property An_announcement_is_read_as_it_was_written_and_nothing_else_is_one() => Prop.ForAll(Texts, Texts, Ticks, (name, type, size) =>
    {
        var announced = new Announcement(type, string.Concat(name.EnumerateRunes()), "image/png", size);
        Assert.True(announced.Encode().Length > 4096 || type.Any(char.IsSurrogate) || Announcement.Decode(announced.Encode()) == announced);
        Assert.True(Announcement.Decode(name) is null or { Nonce: not null, FileName: not null, ContentType: not null });
    });

    [Property(MaxTest = Many)]
    public Property A_files_name_is_cleaned_once_and_for_all() => Prop.ForAll(Texts, name =>
    {
        foreach (var type in AttachmentType.All)
        {
            var clean = FileNames.Clean(name, type);
            Assert.Equal(clean, FileNames.Clean(clean, type));
            Assert.InRange(Encoding.UTF8.GetByteCount(clean), 1, AttachmentLimits.FileNameBytes);
            Assert.DoesNotContain(clean, letter => char.IsControl(letter) || letter is '/' or '\\' or ':' or '"' or '<' or '>' or '|' or '?' or '*');
        }
    });

    [Property(MaxTest = Many)]
    public Property Texts_are_cleaned_once_and_for_all() => Prop.ForAll(Texts, text =>
    {
        var line = WrittenText.OneLine(text);
        Assert.Equal(line, WrittenText.OneLine(line));
        Assert.DoesNotContain(line, char.IsControl);
        Assert.True(WrittenText.IsEmpty(text) == (WrittenText.OrNull(text) is null));
    });

    [Property(MaxTest = Many)]
    public Property Tags_of_any_kind_are_kept_as_they_are_shown_or_refused() => Prop.ForAll(Texts, Texts, (one, other) =>
    {
        if (FilingRules.File(Some.OpenTicket(), Some.Agent, new Filing(Tags: [one, other, one]), Some.Morning).Refused(out _, out var filed))
            return;
        Assert.All(filed.Tags ?? [], tag => Assert.InRange(tag.Length, 1, FilingRules.TagLength));
        Assert.Equal(filed.Tags, filed.AsOf(filed.Version).Tags);
        Assert.Same(filed, Some.Made(FilingRules.File(filed, Some.Agent, new Filing(Tags: filed.Tags), Some.Morning)));
    });

    [Property(MaxTest = Many)]
    public Property A_note_mentions_those_whose_names_it_calls() => Prop.ForAll(Texts, Texts, (name, text) =>
    {
        AgentProfile[] people = [new() { Key = "ann", Id = "ann", DisplayName = "Ann Smith" }, new() { Key = "other", Id = "x", DisplayName = name }];
        Assert.Subset(new HashSet<string>(["ann", "other"]), Mentions.In(text, people).Select(person => person.Key).ToHashSet());
        Assert.Contains("ann", Mentions.In($"{text} @ann smith", [people[0]]).Select(person => person.Key));
    });

    [Property(MaxTest = Many)]
    public Property Any_header_is_read_or_refused() => Prop.ForAll(Texts, text =>
    {
        var http = new DefaultHttpContext();
        (http.Request.Headers.IfMatch, http.Request.Headers[RequestParts.IdempotencyKeyHeader], http.Request.QueryString) = (text, text, QueryString.Create("limit", text).Add("cursor", text));
        var refused = http.Request.IfMatchTags(out var tags);
        Assert.True(refused is null || tags is null);
        Assert.Equal(refused, http.Request.IfMatch(out _), (one, other) => one?.Detail == other?.Detail);
        http.Request.IdempotencyKey(out var key);
        Assert.True(key is null || key == text);
        Assert.True(http.Request.Page("due", out var page) is not null || page.Limit is >= 1 and <= PageRequest.MaxLimit);
    });

    [Property(MaxTest = Many)]
    public Property An_etag_is_named_by_If_Match() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (one, other) =>
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.IfMatch = $"\"{one}\", W/\"{one}\",\"{other}\"";
        Assert.Null(http.Request.IfMatch(out var versions));
        Assert.Equal([one, other], versions);
    });

    [Property(MaxTest = Many)]
    public Property A_push_channel_of_any_form_has_a_key_and_an_address_or_none() => Prop.ForAll(Texts, text =>
    {
        foreach (var platform in Enum.GetValues<Platform>())
        {
            foreach (var channel in new[] { text, $$"""{"endpoint":{{System.Text.Json.JsonSerializer.Serialize(text)}}}""", $"https://{text}", $"https://push.example/{text}" })
            {
                Assert.Equal(PushChannels.KeyOf(platform, channel), PushChannels.KeyOf(platform, $" {channel} "));
                Assert.True(PushChannels.AddressOf(platform, channel) is not { } address || !PushAddress.IsPublic(address) || address.Host.Contains('.', StringComparison.Ordinal));
            }
        }
    });

    [Property(MaxTest = Many)]
    public Property Languages_zones_and_names_of_any_form_are_known_or_not() => Prop.ForAll(Texts, text =>
    {
        Assert.True(ServerTexts.LanguageOf(text) is not { } language || ServerTexts.Languages.Contains(language));
        Assert.Contains(ServerTexts.LanguageFor(text), ServerTexts.Languages);
        Assert.True(TimeZones.Find(text) is not { } zone || TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _));
        Assert.True(!EnumNames.TryRead<TicketState>(text, out var state) || Enum.IsDefined(state));
    });

    [Property(MaxTest = Many)]
    public Property Any_text_is_a_template_or_refused() => Prop.ForAll(Texts, text =>
    {
        try
        {
            TemplateParser.Parse(text);
        }
        catch (FormatException)
        {
            // The only way to refuse.
        }
    });
}
