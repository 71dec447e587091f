using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessSupport.App.AgentConsole;

/// <summary>
/// The files of the console as they were built in, without comments and indents. All but the page stand in a folder that is named
/// by a digest of all of them: whoever has one of it never asks for it again, and modules find each other by relative paths.
/// </summary>
internal sealed partial class ConsoleFiles
{
    private const string Root = "console/";
    private const string PageName = "index.html";
    private const string Entry = "app.js";
    private static readonly string[] Comments = ["//", "/*", "* ", "*/"];

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".html"] = "text/html; charset=utf-8",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, ConsoleFile> _assets;

    public ConsoleFiles()
    {
        var sources = Read();
        Digest = ServerlessSupport.Digest.Of([.. sources.OrderBy(source => source.Key, StringComparer.Ordinal).SelectMany(source => new[] { source.Key, Convert.ToBase64String(source.Value) })]);
        _assets = sources.Where(source => source.Key != PageName).ToFrozenDictionary(source => source.Key, source => new ConsoleFile(source.Value, TypeOf(source.Key)));
        FirstLoad = [.. Imports(sources).Distinct()];
        Page = new ConsoleFile(Encoding.UTF8.GetBytes(ReadPage(Encoding.UTF8.GetString(sources[PageName]))), TypeOf(PageName));
    }

    /// <summary>The name of the folder that the assets stand in.</summary>
    public string Digest { get; }

    /// <summary>The page, with the addresses of what it loads.</summary>
    public ConsoleFile Page { get; }

    /// <summary>The modules that the page needs before it can show anything.</summary>
    public IReadOnlyList<string> FirstLoad { get; }

    /// <summary>All files but the page, by their path.</summary>
    public IReadOnlyDictionary<string, ConsoleFile> Assets => _assets;

    private static Dictionary<string, byte[]> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            // Built on Windows, folders end in a backslash.
            var path = name[Root.Length..].Replace('\\', '/');
            files[path] = path.StartsWith("vendor/", StringComparison.Ordinal) ? bytes : Slim(bytes);
        }

        return files;
    }

    // What only people read stays behind: lines that are comments, and indents. A line is never half a comment here.
    private static byte[] Slim(byte[] bytes) => Encoding.UTF8.GetBytes(string.Join('\n', Encoding.UTF8.GetString(bytes).Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && !Comments.Any(begin => line.StartsWith(begin, StringComparison.Ordinal)))));

    private string ReadPage(string html)
    {
        var preloads = string.Concat(FirstLoad.Where(path => path != Entry).Select(path => $"  <link rel=\"modulepreload\" href=\"assets/{path}\">\n"));
        return html.Replace("</head>", preloads + "</head>", StringComparison.Ordinal).Replace("\"assets/", $"\"/console/{Digest}/", StringComparison.Ordinal);
    }

    // In the order in which they are met, so that a slow line brings first what is needed first.
    private static IEnumerable<string> Imports(Dictionary<string, byte[]> sources)
    {
        var (seen, next) = (new HashSet<string> { Entry }, new Queue<string>([Entry]));
        while (next.TryDequeue(out var path))
        {
            yield return path;
            foreach (Match import in StaticImport().Matches(Encoding.UTF8.GetString(sources[path])))
            {
                var found = new Uri(new Uri("file:///" + path), import.Groups[1].Value).AbsolutePath.TrimStart('/');
                // Comments of libraries show imports too.
                if (sources.ContainsKey(found) && seen.Add(found))
                    next.Enqueue(found);
            }
        }
    }

    private static string TypeOf(string path) => Types.GetValueOrDefault(Path.GetExtension(path), "text/plain; charset=utf-8");

    [GeneratedRegex("""(?:from|import)\s*["'](\.[^"']+)["']""")]
    private static partial Regex StaticImport();
}

/// <summary>A file in the three forms that browsers ask for, each made when it is asked for first.</summary>
internal sealed class ConsoleFile(byte[] plain, string contentType)
{
    private readonly Lazy<byte[]> _gzip = new(() => Compress(plain, output => new GZipStream(output, CompressionLevel.SmallestSize)));
    private readonly Lazy<byte[]> _brotli = new(() => Compress(plain, output => new BrotliStream(output, CompressionLevel.SmallestSize)));

    public byte[] Plain => plain;

    public string ContentType => contentType;

    /// <summary>Names what is in it.</summary>
    public string Tag { get; } = Digest.Of(Convert.ToBase64String(plain));

    /// <summary>The smallest form that the header Accept-Encoding takes, and its name.</summary>
    public (byte[] Bytes, string? Encoding) For(string accepted) =>
        accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? (_brotli.Value, "br")
        : accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? (_gzip.Value, "gzip")
        : (plain, null);

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> compressor)
    {
        using var output = new MemoryStream();
        using (var stream = compressor(output))
            stream.Write(bytes);
        return output.ToArray();
    }
}
