using System.Collections.Immutable;

namespace Spillway.Benchmarks.Analysis;

/// <summary>The projects below some folders, each with the command line that its own build gives the compiler.</summary>
internal sealed record CompiledCode(ImmutableArray<CompiledProject> Projects)
{
    /// <summary>Runs right after the compiler, and writes down how it was called: the first line says where it is, the second where it ran.</summary>
    private const string Capture = """
        <Project>
          <Target Name="WriteCompilerCall" AfterTargets="CoreCompile" Condition="'$(Language)' == 'C#' and '@(CscCommandLineArgs)' != ''">
            <ItemGroup>
              <_CompilerCall Include="$([System.IO.Path]::Combine('$(RoslynTargetsPath)', 'bincore', 'csc.dll'));$(MSBuildProjectDirectory);@(CscCommandLineArgs)" />
            </ItemGroup>
            <WriteLinesToFile File="$(CompilerCalls)/$(MSBuildProjectName)@$(TargetFramework).txt" Lines="@(_CompilerCall)" Overwrite="true" />
          </Target>
        </Project>
        """;

    public int Lines { get; } = Projects.Sum(project => project.Lines);

    public static async Task<CompiledCode> Of(IEnumerable<string> folders, WorkFolder work, TextWriter error)
    {
        var targets = work.File("capture.targets");
        await File.WriteAllTextAsync(targets, Capture);
        var projects = new List<CompiledProject>();
        foreach (var folder in folders)
        {
            // A copy is built, so that nothing of the folder itself changes; of all that its builds may look for above it, too.
            var asked = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            var repository = folder == Sources.Own ? asked : Repository(asked);
            var all = work.File("code" + projects.Count);
            Copy(repository, all, isOwn: folder == Sources.Own);
            var copy = Path.GetFullPath(Path.Combine(all, Path.GetRelativePath(repository.FullName, asked.FullName)));
            var files = Directory.EnumerateFiles(copy, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
            if (files.Count == 0)
            {
                projects.AddRange(CompiledProject.Loose(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), copy));
                continue;
            }

            error.WriteLine($"building {files.Count} projects of {folder}");
            var calls = await Build(files, copy, targets, work);
            foreach (var file in files)
                projects.AddRange(await Captured(file, calls, work));
        }

        return new CompiledCode([.. projects]);
    }

    /// <summary>Builds all projects at once, each one time; those that fail stop nobody else.</summary>
    private static async Task<string> Build(IEnumerable<string> projects, string folder, string targets, WorkFolder work)
    {
        var all = Path.Combine(folder, "all.proj");
        await File.WriteAllTextAsync(all, $"""
            <Project>
              <ItemGroup>{string.Concat(projects.Select(project => $"<Each Include=\"{System.Security.SecurityElement.Escape(project)}\" />"))}</ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Each)" Targets="Restore" ContinueOnError="true" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Each)" Targets="Build" ContinueOnError="true" BuildInParallel="true" /></Target>
            </Project>
            """);
        var calls = Directory.CreateDirectory(work.File($"calls-{Guid.NewGuid():N}")).FullName;
        await Child.RunAsync("dotnet", ["msbuild", all, "-t:Restore", "-v:q", "-p:NuGetAudit=false"], folder);
        await Child.RunAsync(
            "dotnet",
            [
                "msbuild", all, "-t:Build", "-v:q", "-m", "-p:Configuration=Release", "-p:ProvideCommandLineArgs=true", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false",
                "-p:TreatWarningsAsErrors=false", "-p:NuGetAudit=false", "-p:EnablePackageValidation=false", $"-p:CustomAfterMicrosoftCommonTargets={targets}", $"-p:CompilerCalls={calls}",
            ],
            folder);
        return calls;
    }

    private static async Task<IEnumerable<CompiledProject>> Captured(string project, string calls, WorkFolder work)
    {
        // Of several frameworks the newest that compiles.
        var name = Path.GetFileNameWithoutExtension(project);
        foreach (var call in Directory.EnumerateFiles(calls, name + "@*.txt").OrderByDescending(Newness))
        {
            var captured = CompiledProject.Captured(name, await File.ReadAllLinesAsync(call));
            if (await captured.CompileAsync(package: null, work) == 0)
                return [captured];
        }

        return CompiledProject.Loose(name, Path.GetDirectoryName(project)!);
    }

    /// <summary>The nearest folder that is under version control; where none is, the outermost that has something builds look for above their projects.</summary>
    private static DirectoryInfo Repository(DirectoryInfo asked)
    {
        var found = asked;
        for (var folder = asked; folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Combine(folder.FullName, ".git")))
                return folder;

            if (folder.EnumerateFiles().Any(file => file.Name is "Directory.Build.props" or "Directory.Packages.props" or ".gitignore" || file.Extension is ".sln" or ".slnx"))
                found = folder;
        }

        return found;
    }

    /// <summary>net10.0 before net9.0, and those before net472 and netstandard2.0.</summary>
    private static Version Newness(string call)
    {
        var framework = Path.GetFileNameWithoutExtension(call).Split('@')[1].Split('-')[0];
        return framework.StartsWith("net", StringComparison.Ordinal) && Version.TryParse(framework[3..], out var version) ? version : new Version(0, 0);
    }

    private static void Copy(DirectoryInfo from, string to, bool isOwn)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in from.EnumerateDirectories())
        {
            // Of our own repository: the product and the samples.
            var isWanted = folder.Name is not ("bin" or "obj" or ".git" or ".vs" or "node_modules" or "artifacts") && (!isOwn || folder.Name is "src" or "samples");
            if (isWanted && folder.LinkTarget is null)
                Copy(folder, Path.Combine(to, folder.Name), isOwn: false);
        }
    }
}
