using System.Reflection;

namespace ServerlessSupport.App;

/// <summary>Which version of the product this is, as its build says.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
