using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes;
using Spillway.Pages;
using Xunit;

namespace Spillway.Rules.Tests.Fixes;

/// <summary>What the compiler says of a rewrite decides whether it is offered, wherever in the file it is said.</summary>
public sealed class LastLookTests
{
    private const string Before = """
        using System.Timers;

        public class Meter
        {
            private readonly Timer _timer = new(1000);
            private long _count;

            public void Start() => _timer.Start();

            public void Add() => _count++;

            public void Old() => Missing();
        }
        """;

    [Theory]
    [InlineData("_count++", "_count += 1", null, true)]
    [InlineData("_count++", "_counted++", null, false)]
    [InlineData("_count++", "System.Threading.Interlocked.Increment(ref _count)", null, true)]
    [InlineData("_count++", "Missing()", null, false)]
    [InlineData("_count++", "StringBuilder.Equals(_count++, 1)", "System.Text", true)]
    [InlineData("_count++", "Interlocked.Increment(ref _count)", "System.Threading", false)]
    public async Task Accepts(string old, string now, string? import, bool expected)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Meter", "Meter", LanguageNames.CSharp, compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), metadataReferences: References.For(new Settings())))
            .Projects.Single();
        var before = project.AddDocument("Meter.cs", SourceText.From(Before));
        var text = Before.Replace(old, now, StringComparison.Ordinal);
        var after = before.WithText(SourceText.From(import is null ? text : $"using {import};\n{text}"));

        Assert.Equal(expected, await LastLook.AcceptsAsync(before, after, CancellationToken.None));
    }
}
