namespace ServerlessSupport.Client;

/// <summary>FNV-1a (64 bits) over the UTF-16 units of texts: tells damage, not malice.</summary>
internal static class Checksum
{
    public static long Of(params string[] texts)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var text in texts)
            {
                foreach (var unit in text)
                    hash = (hash ^ unit) * 1099511628211UL;
                hash = (hash ^ 0x10000) * 1099511628211UL;
            }

            return (long)hash;
        }
    }
}
