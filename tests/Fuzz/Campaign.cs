using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServerlessSupport.Fuzz;

/// <summary>Sends the requests, judges each answer, and looks at what the server is and holds afterwards.</summary>
public sealed partial class Campaign
{
    private readonly Target _target;
    private readonly Known _known;
    private readonly TextWriter _told;
    private readonly TimeSpan _tooSlow;
    private readonly ConcurrentDictionary<string, (int Count, string Example)> _findings = [];
    private readonly ConcurrentDictionary<int, int> _statuses = [];
    private int _sent;

    private Campaign(Target target, Known known, TextWriter told, TimeSpan tooSlow) => (_target, _known, _told, _tooSlow) = (target, known, told, tooSlow);

    /// <summary>What was found: nothing when all is well. What happens meanwhile is told. An answer that takes longer than <paramref name="tooSlow"/> is a finding.</summary>
    public static async Task<IReadOnlyCollection<string>> RunAsync(Target target, int requests, int seed, int connections, TimeSpan tooSlow, TextWriter told)
    {
        told.WriteLine($"{requests} requests, seed {seed}, over {connections} connections");
        var campaign = new Campaign(target, new Known(), told, tooSlow);
        // The first tenth fills pools and caches, and has code compiled; what grows after it would grow for ever.
        await campaign.SendAsync(requests / 10, seed, connections);
        var before = target.WorkingSet;
        await campaign.SendAsync(requests - (requests / 10), unchecked(seed + 1_000_003), connections);
        await campaign.LookAfterAsync(before);
        return campaign.Report();
    }

    private async Task SendAsync(int requests, int seed, int connections)
    {
        var tellAt = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
        {
            var made = new Requests(_target, new Values(new Random(unchecked((seed * 31) + connection))), _known, (seed & 1) == 0 ? connection : connection + 128);
            using var wire = new Wire(_target.Address);
            for (var i = connection; i < requests && !_target.HasExited; i += connections)
            {
                await OneAsync(wire, made.Next());
                if (connection == 0 && tellAt.Elapsed > TimeSpan.FromSeconds(10))
                {
                    _told.WriteLine($"{_sent} sent, {_target.WorkingSet >> 20} MB");
                    tellAt.Restart();
                }
            }
        })));
    }

    private async Task OneAsync(Wire wire, Attack attack)
    {
        Interlocked.Increment(ref _sent);
        var started = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(_tooSlow * 2);
        try
        {
            var answer = await wire.SendAsync(attack, patience.Token);
            _statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
            Judge(attack, answer);
        }
        catch (OperationCanceledException)
        {
            wire.Dispose();
        }

        if (Stopwatch.GetElapsedTime(started) > _tooSlow)
            Find($"slower than {_tooSlow.TotalSeconds} s", attack);
    }

    private void Judge(Attack attack, WireAnswer answer)
    {
        // 505 is for a version of HTTP that there is not.
        if (answer.Status is >= 500 and not 505 && !(answer.Status == 503 && answer.Body.Contains("\"code\":", StringComparison.Ordinal)))
            Find($"answered {answer.Status}", attack, answer.Body);
        if (answer.Status == 0 && attack.IsWhole)
            Find("closed the connection without an answer", attack);
        if (answer.Status is >= 400 and < 500 && answer.Body.Length > 0 && !IsProblem(answer))
            Find($"refused with {answer.Status} in no _known form", attack, answer.Body);
        if (answer.Body.Contains(" at ServerlessSupport.", StringComparison.Ordinal) || answer.Body.Contains("Exception:", StringComparison.Ordinal))
            Find("showed its insides", attack, answer.Body);
        if (_target.Secrets.Concat(_target.Tokens.Take(4)).FirstOrDefault(secret => answer.Body.Contains(secret, StringComparison.Ordinal) || answer.Head.Contains(secret, StringComparison.Ordinal)) is not null)
            Find("gave a secret away", attack);
        if (answer.Head.Contains("X-Injected", StringComparison.OrdinalIgnoreCase))
            Find("took a header from a value", attack);
        if (answer.Status is >= 400 and < 500 && attack.Mark is { } mark)
            _known.Refuse(mark, $"{answer.Status} {attack.Line[..Math.Min(attack.Line.Length, 150)]}");
        if (answer.Status is 200 or 201)
            _known.Learn(answer.Body);
    }

    private static bool IsProblem(WireAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.TryGetProperty("code", out _) && json.RootElement.TryGetProperty("title", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task LookAfterAsync(long before)
    {
        if (_target.HasExited)
        {
            _findings["the server has ended"] = (1, "");
            return;
        }

        if (!await _target.WorksAsync())
            _findings["a ticket no longer goes all its way"] = (1, "");
        var after = _target.WorkingSet;
        _told.WriteLine($"memory {before >> 20} MB after the first tenth, {after >> 20} MB at the end");
        if (after > (before * 3 / 2) + (64 << 20))
            _findings["memory grew"] = (1, $"{before >> 20} MB, then {after >> 20} MB");
        if (!await _target.StopAsync())
            _findings["it did not stop when asked to"] = (1, "");
        await LookForRefusedAsync();
    }

    private async Task LookForRefusedAsync()
    {
        var looked = 0;
        await foreach (var (where, text) in _target.StoredAsync())
        {
            foreach (var mark in Marks().Matches(text).Select(match => match.Value))
            {
                looked++;
                if (_known.Refused.TryGetValue(mark, out var line))
                    _findings[$"stored something that it refused ({mark})"] = (1, $"{line}, in {where}");
            }
        }

        _told.WriteLine($"{_known.Refused.Count} bodies were refused; {looked} marks are stored");
    }

    private IReadOnlyCollection<string> Report()
    {
        _told.WriteLine($"{_sent} sent: {string.Join(", ", _statuses.OrderBy(status => status.Key).Select(status => $"{status.Key} × {status.Value}"))}");
        foreach (var (what, (count, example)) in _findings.OrderByDescending(finding => finding.Value.Count))
            _told.WriteLine($"FOUND {what}: {count} times, first {example}");
        _told.WriteLine(_findings.IsEmpty ? "nothing found" : $"{_findings.Count} kinds of faults found");
        return [.. _findings.Select(finding => $"{finding.Key}: {finding.Value.Count} times, first {finding.Value.Example}")];
    }

    private void Find(string what, Attack attack, string body = "") => _findings.AddOrUpdate(
        what,
        _ => (1, $"{attack.Line[..Math.Min(attack.Line.Length, 200)]}\n  sent {Shown(Encoding.UTF8.GetString(attack.Bytes), 1500)}\n  got {Shown(body, 400)}"),
        (_, found) => (found.Count + 1, found.Example));

    private static string Shown(string text, int length) => JsonSerializer.Serialize(text[..Math.Min(text.Length, length)]);

    [GeneratedRegex("fz[0-9a-f]{9}z")]
    private static partial Regex Marks();
}
