using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServerlessSupport.Fuzz;

/// <summary>Sends the requests, judges each answer, and looks at what the server is and holds afterwards.</summary>
internal sealed partial class Campaign(Target target, Known known)
{
    private static readonly TimeSpan TooSlow = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (int Count, string Example)> _findings = [];
    private readonly ConcurrentDictionary<int, int> _statuses = [];
    private int _sent;

    /// <summary>Whether nothing was found.</summary>
    public static async Task<bool> RunAsync(int requests, int seed, int connections)
    {
        await using var target = await Target.StartAsync();
        var campaign = new Campaign(target, new Known());
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
            var made = new Requests(target, new Values(new Random(unchecked((seed * 31) + connection))), known, (seed & 1) == 0 ? connection : connection + 128);
            using var wire = new Wire(target.Address);
            for (var i = connection; i < requests && !target.HasExited; i += connections)
            {
                await OneAsync(wire, made.Next());
                if (connection == 0 && tellAt.Elapsed > TimeSpan.FromSeconds(10))
                {
                    Console.WriteLine($"{_sent} sent, {target.WorkingSet >> 20} MB");
                    tellAt.Restart();
                }
            }
        })));
    }

    private async Task OneAsync(Wire wire, Attack attack)
    {
        Interlocked.Increment(ref _sent);
        var started = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(TooSlow * 2);
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

        if (Stopwatch.GetElapsedTime(started) > TooSlow)
            Find("slower than 5 s", attack);
    }

    private void Judge(Attack attack, WireAnswer answer)
    {
        // 505 is for a version of HTTP that there is not.
        if (answer.Status is >= 500 and not 505 && !(answer.Status == 503 && answer.Body.Contains("\"code\":", StringComparison.Ordinal)))
            Find($"answered {answer.Status}", attack, answer.Body);
        if (answer.Status == 0 && attack.IsWhole)
            Find("closed the connection without an answer", attack);
        if (answer.Status is >= 400 and < 500 && answer.Body.Length > 0 && !IsProblem(answer))
            Find($"refused with {answer.Status} in no known form", attack, answer.Body);
        if (answer.Body.Contains(" at ServerlessSupport.", StringComparison.Ordinal) || answer.Body.Contains("Exception:", StringComparison.Ordinal))
            Find("showed its insides", attack, answer.Body);
        if (target.Secrets.Concat(target.Tokens.Take(4)).FirstOrDefault(secret => answer.Body.Contains(secret, StringComparison.Ordinal) || answer.Head.Contains(secret, StringComparison.Ordinal)) is not null)
            Find("gave a secret away", attack);
        if (answer.Head.Contains("X-Injected", StringComparison.OrdinalIgnoreCase))
            Find("took a header from a value", attack);
        if (answer.Status is >= 400 and < 500 && attack.Mark is { } mark)
            known.Refuse(mark, $"{answer.Status} {attack.Line[..Math.Min(attack.Line.Length, 150)]}");
        if (answer.Status is 200 or 201)
            known.Learn(answer.Body);
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
        if (target.HasExited)
        {
            _findings["the server has ended"] = (1, "");
            return;
        }

        if (!await target.WorksAsync())
            _findings["a ticket no longer goes all its way"] = (1, "");
        var after = target.WorkingSet;
        Console.WriteLine($"memory {before >> 20} MB after the first tenth, {after >> 20} MB at the end");
        if (after > (before * 3 / 2) + (64 << 20))
            _findings["memory grew"] = (1, $"{before >> 20} MB, then {after >> 20} MB");
        if (!await target.StopAsync())
            _findings["it did not stop when asked to"] = (1, "");
        LookForRefused();
    }

    // Bytes as they are in the files: what is stored, and what was.
    private void LookForRefused()
    {
        var looked = 0;
        foreach (var file in Directory.EnumerateFiles(target.Folder, "*", SearchOption.AllDirectories))
        {
            foreach (var mark in Marks().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(file))).Select(match => match.Value))
            {
                looked++;
                if (known.Refused.TryGetValue(mark, out var line))
                    _findings[$"stored something that it refused ({mark})"] = (1, $"{line}, in {Path.GetFileName(file)}");
            }
        }

        Console.WriteLine($"{known.Refused.Count} bodies were refused; {looked} marks are stored");
    }

    private bool Report()
    {
        Console.WriteLine($"{_sent} sent: {string.Join(", ", _statuses.OrderBy(status => status.Key).Select(status => $"{status.Key} × {status.Value}"))}");
        foreach (var (what, (count, example)) in _findings.OrderByDescending(finding => finding.Value.Count))
            Console.WriteLine($"FOUND {what}: {count} times, first {example}");
        Console.WriteLine(_findings.IsEmpty ? "nothing found" : $"{_findings.Count} kinds of faults found");
        return _findings.IsEmpty;
    }

    private void Find(string what, Attack attack, string body = "") => _findings.AddOrUpdate(
        what,
        _ => (1, $"{attack.Line[..Math.Min(attack.Line.Length, 200)]}\n  sent {Shown(Encoding.UTF8.GetString(attack.Bytes), 1500)}\n  got {Shown(body, 400)}"),
        (_, found) => (found.Count + 1, found.Example));

    private static string Shown(string text, int length) => JsonSerializer.Serialize(text[..Math.Min(text.Length, length)]);

    [GeneratedRegex("fz[0-9a-f]{9}z")]
    private static partial Regex Marks();
}
