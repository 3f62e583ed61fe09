using System.Reflection;
using System.Runtime.InteropServices;
using Spillway.Pages;

namespace Spillway.Package.Tests;

/// <summary>
/// The packages of this source tree, packed once for all tests, in a local feed with folders of their own: nothing is read from
/// or left in the machine's package folder under the name of Spillway.
/// </summary>
public sealed class PackedPackages
{
    /// <summary>An address for the documentation, as a release would have one.</summary>
    public const string DocsUrl = "https://spillway.example/docs/";

    private static readonly Lazy<PackedPackages> Once = new(() => new PackedPackages());

    private readonly string _root = Directory.CreateTempSubdirectory("spillway-package-").FullName;
    private int _consumers;

    private PackedPackages()
    {
        // A version of its own, so that no released package can be taken for this one.
        Version = $"0.1.0-test.{DateTime.UtcNow.Ticks}";
        Feed = Path.Combine(_root, "feed");
        Cache = Path.Combine(_root, "cache");
        Directory.CreateDirectory(Feed);
        Pack = Dotnet.Run(
            Repository.Root, MachinePackages,
            "pack", "Analyzers.sln", "-c", "Release", "-o", Feed, "--artifacts-path", Path.Combine(_root, "artifacts"),
            $"-p:Version={Version}", $"-p:SpillwayDocsUrl={DocsUrl}", "-nodeReuse:false").Must(succeed: true);

        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="local" value="{Feed}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="machine" value="{MachinePackages}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        Write(".editorconfig", "root = true\n");
        Write("Directory.Packages.props", "<Project />");
        Write("Directory.Build.props", $"<Project><PropertyGroup><SpillwayVersion>{Version}</SpillwayVersion><NuGetAudit>false</NuGetAudit></PropertyGroup></Project>");
        Write("Directory.Build.targets", "<Project><PropertyGroup><ErrorLog>$(MSBuildProjectDirectory)/$(TargetFramework).sarif,version=2.1</ErrorLog></PropertyGroup></Project>");
    }

    /// <summary>The packages, made by whoever asks first. Classes of tests run beside each other, since one build keeps one processor busy.</summary>
    public static PackedPackages Shared => Once.Value;

    /// <summary>True where the analyzers are also compiled ahead of time: where what comes of it can be run.</summary>
    public static bool HasPrecompiled => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public string Version { get; }

    /// <summary>The folder with the packages.</summary>
    public string Feed { get; }

    /// <summary>How the packing went.</summary>
    public DotnetRun Pack { get; }

    /// <summary>Where consumers' restores put the packages.</summary>
    public string Cache { get; }

    private static string MachinePackages { get; } =
        typeof(PackedPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "NuGetPackageRoot").Value!;

    /// <summary>A fresh copy of <c>Consumers/NAME</c>.</summary>
    public Consumer Consumer(string name) => Copy($"tests/Spillway.Package.Tests/Consumers/{name}", name);

    /// <summary>A fresh copy of <c>samples/NAME</c> that takes Spillway from the packages instead of the source tree.</summary>
    public Consumer Sample(string name)
    {
        var consumer = Copy($"samples/{name}", name);
        SampleProject.UsePackage(Path.Combine(consumer.Folder, name + ".csproj"), Repository.Root, Version);
        return consumer;
    }

    /// <summary>Takes away what the run has left.</summary>
    internal static void Delete()
    {
        if (!Once.IsValueCreated)
            return;

        try
        {
            Directory.Delete(Shared._root, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What a build started may still be at it for a moment; the system clears its temporary folder in time.
        }
    }

    private Consumer Copy(string source, string name)
    {
        var from = Path.Combine(Repository.Root, source);
        var to = Path.Combine(_root, $"{name}{Interlocked.Increment(ref _consumers)}");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            if (relative.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj")
                continue;

            var target = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return new Consumer(to, name, Cache);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_root, name), text);
}
