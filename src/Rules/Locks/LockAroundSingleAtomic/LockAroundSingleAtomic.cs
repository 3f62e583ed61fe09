using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A lock is there for one counter, flag or reference only, which one atomic operation keeps whole without a queue.</summary>
public sealed class LockAroundSingleAtomic : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4001",
        title: "Lock around single atomic",
        message: "'{0}' protects one operation on '{1}', which '{2}' does without a lock",
        family: Family.Locks,
        severity: DiagnosticSeverity.Info,
        description: "Everybody queues for what the processor does in one step. Use Interlocked or Volatile for all uses of the field.");

    /// <summary>Creates the rule.</summary>
    public LockAroundSingleAtomic()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var section in method.AtomicSections)
            findings.Report(section.Header, section.Because(method.Model), section.Rewrite(method.Model), section.LockName, section.Field.Name, AtomicTypes.NameOf(section.Use.Kind, section.Field.Type));
    }
}
