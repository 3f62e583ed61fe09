using System.Reflection;

namespace Spillway.Benchmarks.Analysis;

/// <summary>Where the build of this program found what it measures.</summary>
internal static class Sources
{
    /// <summary>Our own code: what the package is made of, and the samples.</summary>
    public static string Own => Of("Repository");

    /// <summary>The folder of restored packages.</summary>
    public static string Packages => Of("Packages");

    public static string VersionOf(string package) => Of("Version." + package).Trim('[', ']');

    private static string Of(string key) =>
        typeof(Sources).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
