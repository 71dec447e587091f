using System.Reflection;

namespace ServerlessSupport.Cloud.Tests;

/// <summary>Where the files of the repository are.</summary>
internal static class Repository
{
    public static string PathOf(params string[] parts) => Path.Combine([BuiltWith("Repository"), .. parts]);

    /// <summary>A value that the build of this project left behind.</summary>
    public static string BuiltWith(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
