using Microsoft.CodeAnalysis;
using Spillway.Equivalence.Tests.Machinery;

namespace Spillway.Equivalence.Tests;

/// <summary>The generators themselves: what they make is C#, and the same seed makes the same.</summary>
public sealed class GeneratorTests
{
    public static TheoryData<string> Shapes => [.. AllShapes.Select(shape => shape.Name)];

    private static IEnumerable<Shape> AllShapes =>
        typeof(Shape).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Shape)) && !type.IsAbstract).Select(type => (Shape)Activator.CreateInstance(type)!);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ProgramsCompile(string name)
    {
        var shape = AllShapes.Single(shape => shape.Name == name);
        var programs = Enumerable.Range(1, 40).Select(seed => (Name: $"P{seed}", Text: Campaign.Make(shape, (ulong)seed).Write($"P{seed}"))).ToList();
        var errors = Workbench.Compile(programs, shape.Library).GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, errors.Count == 0 ? "" : $"{errors[0]}\n{programs.Single(program => program.Name == Workbench.NameOf(errors[0].Location.SourceTree!)).Text}");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ASeedMakesOneProgram(string name)
    {
        var shape = AllShapes.Single(shape => shape.Name == name);
        Assert.Equal(Campaign.Make(shape, 42).Write("P"), Campaign.Make(shape, 42).Write("P"));
    }
}
