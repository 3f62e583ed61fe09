using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;

namespace Spillway.Rules.Tests.Robustness;

/// <summary>The sample that shows every rule, as a compilation.</summary>
internal static class SampleService
{
    /// <summary>Trees and compilation are new each time, so that nothing that the facts keep is shared.</summary>
    public static Compilation Compile()
    {
        var settings = new Settings { With = ["Microsoft.AspNetCore.App", "Microsoft.EntityFrameworkCore*", "Microsoft.Extensions*"] };
        var folder = Path.Combine(Repository.Root, "samples", "Noisy");
        return References.Bound(settings)
            .WithOptions(new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable))
            .AddSyntaxTrees(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
                .Order(StringComparer.Ordinal)
                .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file))
                .Append(CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;", path: "/GlobalUsings.cs")));
    }

    /// <summary>Findings with their evidence, in an order that does not depend on which was found first.</summary>
    public static List<string> Show(IEnumerable<Diagnostic> findings) =>
    [
        .. findings
            .Select(finding => string.Join(" | ", finding.AdditionalLocations.Select(Show).Prepend(finding.GetMessage(CultureInfo.InvariantCulture)).Prepend(finding.Id).Prepend(Show(finding.Location))))
            .Order(StringComparer.Ordinal),
    ];

    private static string Show(Location location) => location.GetLineSpan().ToString();
}
