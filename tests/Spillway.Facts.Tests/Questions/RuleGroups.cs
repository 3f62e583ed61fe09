using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;
using Spillway.Pages;
using Xunit;

namespace Spillway.Facts.Tests.Questions;

/// <summary>The rules of a group do not disturb each other, and those that are off are not asked.</summary>
public sealed class RuleGroups
{
    private const string Code = "class Sample { async System.Threading.Tasks.Task Run() => await System.Threading.Tasks.Task.Yield(); }";

    [Fact]
    public void A_rule_that_fails_takes_no_other_one_with_it()
    {
        var (failing, sound) = (new Failing(), new Counting());
        var problem = Assert.Single(Ask([failing, sound], []));
        Assert.Equal("AD0001", problem.Id);
        Assert.Contains(nameof(Failing), problem.Descriptor.Description.ToString() + problem.GetMessage());
        Assert.Equal(1, sound.Asked);
    }

    [Theory]
    [InlineData(ReportDiagnostic.Suppress, 0)]
    [InlineData(ReportDiagnostic.Hidden, 1)]
    [InlineData(ReportDiagnostic.Error, 1)]
    [InlineData(ReportDiagnostic.Default, 1)]
    public void A_rule_that_is_off_is_not_asked(ReportDiagnostic setting, int times)
    {
        // The other one keeps the compiler from leaving out the whole group.
        var (counting, other) = (new Counting(), new Candidate());
        Assert.Empty(Ask([counting, other], new() { [Counting.Descriptor.Id] = setting, [Candidate.Descriptor.Id] = ReportDiagnostic.Warn }));
        Assert.Equal(times, counting.Asked);
        Assert.Equal(1, other.Asked);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(ReportDiagnostic.Default, 0)]
    [InlineData(ReportDiagnostic.Info, 1)]
    public void A_rule_that_is_off_by_default_is_asked_where_it_is_switched_on(ReportDiagnostic? setting, int times)
    {
        var (counting, candidate) = (new Counting(), new Candidate());
        Assert.Empty(Ask([counting, candidate], setting is { } set ? new() { [Candidate.Descriptor.Id] = set } : []));
        Assert.Equal(times, candidate.Asked);
        Assert.Equal(1, counting.Asked);
    }

    private static ImmutableArray<Diagnostic> Ask(ImmutableArray<Rule> rules, Dictionary<string, ReportDiagnostic> settings)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSpecificDiagnosticOptions(settings);
        return CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(Code, path: "/Sample.cs")], References.For(new Settings()), options)
            .WithAnalyzers([new Group(rules)])
            .GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

#pragma warning disable RS1001 // No compiler loads it.
    private sealed class Group(ImmutableArray<Rule> rules) : RuleGroup(rules);
#pragma warning restore RS1001

    private sealed class Failing : Rule
    {
        private static readonly DiagnosticDescriptor Descriptor = Define("SPW0997", "Failing", "Nothing is reported", Family.Sequential, DiagnosticSeverity.Warning, inTests: true);

        public Failing()
            : base(Descriptor)
        {
        }

        protected override void Inspect(MethodFacts method, Findings findings) => throw new InvalidOperationException($"{nameof(Failing)} fails");
    }

    private class Counting : Rule
    {
        public static readonly DiagnosticDescriptor Descriptor = Define("SPW0998", "Counting", "Nothing is reported", Family.Sequential, DiagnosticSeverity.Warning, inTests: true);

        public Counting()
            : this(Descriptor)
        {
        }

        protected Counting(DiagnosticDescriptor descriptor)
            : base(descriptor)
        {
        }

        public int Asked { get; private set; }

        protected override void Inspect(MethodFacts method, Findings findings) => Asked++;
    }

    private sealed class Candidate : Counting
    {
        public static new readonly DiagnosticDescriptor Descriptor =
            Define("SPW0996", "Candidate", "Nothing is reported", Family.Sequential, DiagnosticSeverity.Warning, candidate: true, inTests: true);

        public Candidate()
            : base(Descriptor)
        {
        }
    }
}
