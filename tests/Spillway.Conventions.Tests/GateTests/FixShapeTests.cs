using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.Conventions.Tests.Gates;
using Spillway.Rules;

namespace Spillway.Conventions.Tests.GateTests
{
    /// <summary>The gate of fixes complains about bad ones.</summary>
    public sealed class FixShapeTests
    {
        [Fact]
        public void A_good_fix_passes() => Complaints.None(FixShape.Of(typeof(SlowWorkSampleFix), _ => "SPW4002"));

        [Fact]
        public void Batch_fixer_and_no_frame() => Assert.Equal(
            ["BatchSampleFix does not derive from Fix", "BatchSampleFix fixes all by BatchFixAllProvider, which is not the project's own"],
            FixShape.Of(typeof(BatchSampleFix), _ => "SPW4002"));

        [Fact]
        public void No_fix_all() => Assert.Contains("SingleSampleFix cannot fix all", FixShape.Of(typeof(SingleSampleFix), _ => "SPW4002"));

        [Fact]
        public void Another_rules_id() => Complaints.One("SlowWorkSampleFix does not fix SPW4003", FixShape.Of(typeof(SlowWorkSampleFix), _ => "SPW4003"));

        [Fact]
        public void Named_after_no_rule() => Complaints.One("SlowWorkSampleFix is not named after a rule", FixShape.Of(typeof(SlowWorkSampleFix), _ => null));

        [Fact]
        public void Not_exported() => Complaints.One("UnexportedSampleFix is not exported for C#", FixShape.Of(typeof(UnexportedSampleFix), _ => "SPW4002"));

        [Fact]
        public void Not_sealed_and_elsewhere() => Assert.Equal(
            ["StraySampleFix is in Spillway.Conventions.Tests.GateTests, not in Spillway.Rules", "StraySampleFix is not public and sealed"],
            FixShape.Of(typeof(StraySampleFix), _ => "SPW4002"));
    }

    [ExportCodeFixProvider(LanguageNames.CSharp)]
    internal class StraySampleFix() : Fix(SlowWorkUnderLockSample.Descriptor, keep: "Keep it on purpose", because: "On purpose.")
    {
        protected override void Propose(FindingSite site)
        {
        }
    }
}

namespace Spillway.Rules
{
    [ExportCodeFixProvider(LanguageNames.CSharp)]
    public sealed class SlowWorkSampleFix() : Fix(SlowWorkUnderLockSample.Descriptor, keep: "Keep it on purpose", because: "On purpose.")
    {
        protected override void Propose(FindingSite site)
        {
        }
    }

    public sealed class UnexportedSampleFix() : Fix(SlowWorkUnderLockSample.Descriptor, keep: "Keep it on purpose", because: "On purpose.")
    {
        protected override void Propose(FindingSite site)
        {
        }
    }

    [ExportCodeFixProvider(LanguageNames.CSharp)]
    public sealed class BatchSampleFix : CodeFixProvider
    {
        public override ImmutableArray<string> FixableDiagnosticIds => ["SPW4002"];

        public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

        public override Task RegisterCodeFixesAsync(CodeFixContext context) => Task.CompletedTask;
    }

    [ExportCodeFixProvider(LanguageNames.CSharp)]
    public sealed class SingleSampleFix : CodeFixProvider
    {
        public override ImmutableArray<string> FixableDiagnosticIds => ["SPW4002"];

        public override FixAllProvider? GetFixAllProvider() => null;

        public override Task RegisterCodeFixesAsync(CodeFixContext context) => Task.CompletedTask;
    }
}
