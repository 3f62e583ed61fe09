using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.Host;

namespace Spillway.Editor;

/// <summary>
/// The engine that editors run (diagnostics as one types, the light bulb) is in no package that can be restored, but every SDK
/// has it, for its formatter. Whoever uses this is compiled against the public Roslyn API and takes all of Roslyn from there.
/// </summary>
internal static class EditorAssemblies
{
    private static readonly string Folder = Path.Combine(
        typeof(EditorAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "SdkFolder").Value!, "DotnetTools", "dotnet-format");

    public static Assembly Features => Load("Microsoft.CodeAnalysis.Features");

    public static Assembly Workspaces => Load("Microsoft.CodeAnalysis.Workspaces");

    /// <summary>What finds the squiggles of a document.</summary>
    public static Type DiagnosticService => Features.GetType("Microsoft.CodeAnalysis.Diagnostics.IDiagnosticAnalyzerService", throwOnError: true)!;

    /// <summary>What an editor composes its services from.</summary>
    public static IEnumerable<Assembly> Parts =>
    [
        Workspaces,
        Load("Microsoft.CodeAnalysis.CSharp.Workspaces"),
        Features,
        Load("Microsoft.CodeAnalysis.CSharp.Features"),
        Load("Microsoft.CodeAnalysis.Workspaces.MSBuild"),
    ];

    /// <summary>A service of an editor that no public type names.</summary>
    public static object ServiceOf(HostWorkspaceServices services, Type service) =>
        typeof(HostWorkspaceServices).GetMethod(nameof(HostWorkspaceServices.GetRequiredService))!.MakeGenericMethod(service).Invoke(services, [])!;

    // A module's initializer runs before its first method that names a type of Roslyn is compiled.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Resolve() => AssemblyLoadContext.Default.Resolving += (context, name) =>
    {
        var file = Path.Combine(Folder, name.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    };

    private static Assembly Load(string name) => Directory.Exists(Folder)
        ? AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(Folder, name + ".dll"))
        : throw new DirectoryNotFoundException($"The SDK has no '{Folder}', where its formatter keeps the engine of editors");
}
