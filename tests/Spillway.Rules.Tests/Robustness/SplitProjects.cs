using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests.Robustness;

/// <summary>
/// In an editor a referenced project is a compilation with source of its own, whose trees and locations must not be taken for those of the project that is analysed.
/// Here each type of a snippet is moved into such a project in turn.
/// </summary>
public sealed class SplitProjects
{
    private const int ShortRun = 3;

    /// <summary>The pages.</summary>
    public static TheoryData<string> Pages() => HalfTypedPages.Pages();

    /// <summary>No rule throws; what is reported lies in the analysed project.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Survives_types_in_a_referenced_project(string page)
    {
        var codes = SnippetReader.Read(PageFolders.All.Single(candidate => candidate.Name == page)).Where(SnippetCode.IsKnownHere).Select(SnippetCode.Of);
        var splits = codes.SelectMany(code => Enumerable.Range(0, TypesOf(Root(code)).Count).Select(index => (Code: code, Index: index))).ToList();
        var step = Environment.GetEnvironmentVariable("SPILLWAY_LONG") == "1" ? 1 : Math.Max(1, splits.Count / ShortRun);
        var failures = new List<string>();
        foreach (var (code, index) in splits.Where((_, number) => number % step == 0))
        {
            var (findings, crashes) = await AnalyzerSet.Shipped.AnalyseAsync(Split(code, index), code.AnalyzerOptions());
            var problems = crashes.AddRange(findings.Where(d => d.Id == "AD0001").Select(FindingsCheck.Message));
            failures.AddRange(problems.Select(problem => code.Snippet.Failure(code.Snippet.Code.Line, $"with type {index} in a project of its own: {problem}")));
        }

        if (failures.Count > 0)
            Assert.Fail(string.Join("\n\n", failures.Take(3)));
    }

    private static Compilation Split(SnippetCode code, int index)
    {
        var whole = code.Compile(AnalyzerSet.Shipped.Descriptors);
        var tree = whole.SyntaxTrees[0];
        var root = Root(code);
        var moved = TypesOf(root)[index];

        // The moved type's project sees all that the snippet sees, and lets it see everything.
        var others = root.DescendantNodes().Where(node => node is GlobalStatementSyntax || (IsOuterType(node) && node != moved));
        var library = root.RemoveNodes(others, SyntaxRemoveOptions.KeepNoTrivia)!.NormalizeWhitespace().ToFullString();
        var friend = CSharpSyntaxTree.ParseText($"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{whole.AssemblyName}\")]", code.ParseOptions);
        var referenced = whole
            .ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(library, code.ParseOptions, "/library/Library.cs"))
            .AddSyntaxTrees(friend)
            .WithAssemblyName("Library")
            .WithOptions(whole.Options.WithOutputKind(OutputKind.DynamicallyLinkedLibrary));
        var rest = root.RemoveNode(moved, SyntaxRemoveOptions.KeepNoTrivia)!.ToFullString();
        return whole
            .ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(rest, code.ParseOptions, tree.FilePath))
            .AddReferences(referenced.ToMetadataReference());
    }

    private static CompilationUnitSyntax Root(SnippetCode code) => CSharpSyntaxTree.ParseText(code.Sources[0].Text, code.ParseOptions).GetCompilationUnitRoot();

    private static List<MemberDeclarationSyntax> TypesOf(CompilationUnitSyntax root) => [.. root.DescendantNodes().Where(IsOuterType).Cast<MemberDeclarationSyntax>()];

    private static bool IsOuterType(SyntaxNode node) =>
        node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && node.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax;
}
