using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;
using Spillway.Pages;
using Xunit;

namespace Spillway.Facts.Tests.Questions;

/// <summary>There is one model for each compilation, it knows tests when it sees them, and code without tasks pays nothing.</summary>
public sealed class OneModelPerCompilation
{
    // The least that a compiler needs to bind a method, so that a compilation has bodies but no tasks.
    private const string Core = """
        namespace System
        {
            public class Object { }
            public struct Void { }
            public struct Boolean { }
            public struct Int32 { }
            public class String { }
            public abstract class ValueType { }
            public abstract class Enum : ValueType { }
            public abstract class Attribute { }
            public class Exception { }
        }
        """;

    private const string Tasks = "namespace System.Threading.Tasks { public class Task { } }";

    private const string Body = "public class Sample { public int Run() { return 3; } }";

    private const string Loop = """
        public class Sample
        {
            public async System.Threading.Tasks.Task RunAsync(System.Net.Http.HttpClient client, string[] urls)
            {
                foreach (var url in urls)
                    await client.GetStringAsync(url);
            }
        }
        """;

    [Fact]
    public void Everybody_gets_the_same()
    {
        var compilation = Compile(Loop, References());
        var models = new ConcurrencyModel[32];
        Parallel.For(0, models.Length, i => models[i] = Model(compilation));
        Assert.Single(models.Distinct());

        var tree = compilation.SyntaxTrees.Single();
        Assert.Same(models[0].Semantics(tree), models[0].Semantics(tree));
    }

    [Fact]
    public void Another_compilation_gets_another()
    {
        var compilation = Compile(Loop, References());
        Assert.NotSame(Model(compilation), Model(compilation.Clone()));
        Assert.NotSame(Model(compilation), Model(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other { }"))));
    }

    [Theory]
    [InlineData("xunit.core", true)]
    [InlineData("xunit.v3.core", true)]
    [InlineData("nunit.framework", true)]
    [InlineData("Microsoft.VisualStudio.TestPlatform.TestFramework", true)]
    [InlineData("MSTest.TestFramework", true)]
    [InlineData("TUnit.Core", true)]
    [InlineData("xunit.abstractions.of.others", false)]
    [InlineData("Contests", false)]
    public void A_reference_makes_a_test_project(string name, bool isTests)
    {
        var library = CSharpCompilation.Create(name, references: References(), options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var compilation = Compile(Loop, [.. References(), library.ToMetadataReference()]);
        Assert.Equal(isTests, Model(compilation).IsTestProject);
        Assert.Equal(isTests ? 0 : 1, Findings(compilation, new ProjectSettings([])));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData(" true ", true)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public void A_property_of_the_project_does_too(string value, bool isTests)
    {
        var settings = new ProjectSettings(new() { ["build_property.IsTestProject"] = value });
        var compilation = Compile(Loop, References());
        Assert.Equal(isTests, ConcurrencyModel.For(compilation, new AnalyzerOptions([], settings), CancellationToken.None).IsTestProject);
        Assert.Equal(isTests ? 0 : 1, Findings(compilation, settings));
    }

    [Fact]
    public void Code_without_tasks_is_not_looked_at()
    {
        var without = Compile(Core + Body, []);
        Assert.Empty(without.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error));
        Assert.Empty(Bodies.Of(without, new AnalyzerOptions([], new ProjectSettings([]))));

        var with = Compile(Core + Tasks + Body, []);
        Assert.Equal("Run", Assert.Single(Bodies.Of(with, new AnalyzerOptions([], new ProjectSettings([])))).Owner.Name);
    }

    private static ConcurrencyModel Model(Compilation compilation) =>
        ConcurrencyModel.For(compilation, new AnalyzerOptions([], new ProjectSettings([])), CancellationToken.None);

    private static int Findings(Compilation compilation, ProjectSettings settings) =>
        compilation.WithAnalyzers([new WarningRules()], new AnalyzerOptions([], settings))
            .GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult()
            .Count(finding => finding.Id == "SPW1001");

    private static IEnumerable<MetadataReference> References() => Spillway.Pages.References.For(new Settings());

    private static CSharpCompilation Compile(string source, IEnumerable<MetadataReference> references) => CSharpCompilation.Create(
        "Sample", [CSharpSyntaxTree.ParseText(source, path: "/Sample.cs")], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    /// <summary>Properties of a project, and no options for files.</summary>
    private sealed class ProjectSettings(Dictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(values);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values([]);
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
