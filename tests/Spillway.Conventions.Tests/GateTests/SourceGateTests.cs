using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Conventions.Tests.Gates;

namespace Spillway.Conventions.Tests.GateTests;

/// <summary>The gates of sources and folders complain about bad ones.</summary>
public sealed class SourceGateTests
{
    private static readonly RuleEntry Proven = Entry("SPW1001", "LoopRule", "Sequential", candidate: false);
    private static readonly string[] Classes = ["src/Rules/Sequential/LoopRule/LoopRule.cs", "src/Rules/Sequential/LoopRule/LoopRule.Fix.cs"];
    private static readonly RuleEntry Candidate = Entry("SPW1002", "PossibleLoopRule", "Sequential", candidate: true);
    private static readonly RuleEntry Sibling = Entry("SPW1003", "OtherRule", "Sequential", candidate: false);
    private static readonly RuleEntry Stranger = Entry("SPW4009", "LockRule", "Locks", candidate: true);
    private static readonly RuleEntry[] Rules = [Proven, Candidate, Sibling, Stranger];

    [Theory]
    [InlineData("context.RegisterOperationAction(a);", "R.cs registers an action of its own (RegisterOperationAction); the frame does that")]
    [InlineData("context.RegisterSyntaxNodeAction(a);", "R.cs registers an action of its own (RegisterSyntaxNodeAction); the frame does that")]
    [InlineData("compilation.GetTypeByMetadataName(name);", "R.cs uses GetTypeByMetadataName; ask a fact")]
    [InlineData("node.DescendantNodes();", "R.cs walks a tree (DescendantNodes); ask a fact")]
    public void Side_doors(string statement, string complaint) => Complaints.One(complaint, RuleSources.Doors(Source("R.cs", statement)));

    [Fact]
    public void A_fix_may_walk_but_not_register() => Complaints.One(
        "R.Fix.cs registers an action of its own (RegisterSyntaxNodeAction); the frame does that",
        RuleSources.Doors(Source("R.Fix.cs", "node.DescendantNodes(); context.RegisterSyntaxNodeAction(a);")));

    [Fact]
    public void Words_in_comments_and_texts_are_no_doors() =>
        Complaints.None(RuleSources.Doors(Source("R.cs", "/* DescendantNodes */ Use(\"RegisterOperationAction\");")));

    [Theory]
    [InlineData("LoopRule.cs", "OtherRule")]
    [InlineData("LoopRule.cs", "PossibleLoopRule")]
    [InlineData("LoopRule.Fix.cs", "OtherRule")]
    [InlineData("LoopRule.Fix.cs", "LockRule")]
    public void A_rule_that_knows_another(string file, string other) => Complaints.One(
        $"{Proven.Folder}/{file} mentions {other}; what two rules share is a fact",
        RuleSources.Neighbours(Source($"{Proven.Folder}/{file}", $"Use({other}.Descriptor);"), Rules));

    [Fact]
    public void A_fix_may_serve_both_tiers() =>
        Complaints.None(RuleSources.Neighbours(Source($"{Proven.Folder}/LoopRule.Fix.cs", "Use(LoopRule.Descriptor, PossibleLoopRule.Descriptor);"), Rules));

    [Fact]
    public void A_rule_may_speak_of_another_in_a_comment() =>
        Complaints.None(RuleSources.Neighbours(Source($"{Proven.Folder}/LoopRule.cs", "// OtherRule reports the rest\n"), Rules));

    [Theory]
    [InlineData("ReportDiagnostic")]
    [InlineData("DiagnosticDescriptor")]
    public void A_fact_that_reports(string name) => Complaints.One($"F.cs uses {name}; a fact reports nothing", RuleSources.Reports(Source("F.cs", $"Use({name});")));

    [Fact]
    public void Another_namespace() => Complaints.One(
        "R.cs is not in the namespace Spillway.Rules", RuleSources.Namespaces(new TextFile("R.cs", "namespace Spillway.Analyzers;\nclass R;")));

    [Fact]
    public void A_folder_without_a_page() => Complaints.One(
        "SPW1001 has no src/Rules/Sequential/LoopRule/LoopRule.md", RuleFolders.Of([Proven], [.. Classes]));

    [Fact]
    public void A_folder_of_another_family() => Assert.Equal(
        [
            "SPW1001 has no src/Rules/Sequential/LoopRule/LoopRule.cs",
            "src/Rules/Locks/LoopRule/LoopRule.cs belongs to no rule",
        ],
        RuleFolders.Of([Proven], ["src/Rules/Locks/LoopRule/LoopRule.cs", Classes[1], Proven.Page]));

    [Fact]
    public void No_light_bulb() => Complaints.One(
        "SPW1001 has no src/Rules/Sequential/LoopRule/LoopRule.Fix.cs", RuleFolders.Of([Proven], [Classes[0], Proven.Page]));

    [Fact]
    public void A_file_too_many() => Complaints.One(
        "src/Rules/Sequential/LoopRule/Shared.cs belongs to no rule",
        RuleFolders.Of([Proven], [.. Classes, Proven.Page, "src/Rules/Sequential/LoopRule/Shared.cs"]));

    [Fact]
    public void A_rule_that_nobody_finds() => Complaints.One(
        "docs/Symptoms.md does not lead to SPW1001: what does somebody see who needs it?", RuleFolders.Unseen([Proven], "It is slow: [SPW1002](../src/Rules/Sequential/Other/Other.md)"));

    private static TextFile Source(string path, string statement) =>
        new(path, $"namespace Spillway.Rules;\nclass R {{ void M() {{ {statement} }} }}");

    private static RuleEntry Entry(string id, string name, string family, bool candidate) =>
        new(name, new DiagnosticDescriptor(id, name, "'{0}'", family, DiagnosticSeverity.Warning, !candidate, customTags: candidate ? [Rule.CandidateTag] : []), HasFix: true);
}
