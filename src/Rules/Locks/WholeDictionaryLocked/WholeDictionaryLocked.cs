using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Code that runs often takes all locks of a concurrent dictionary at once, to learn something that could be had without.</summary>
public sealed class WholeDictionaryLocked : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4009",
        title: "Whole dictionary locked",
        message: "'{0}' {1} '{2}', {3}",
        family: Family.Locks,
        severity: DiagnosticSeverity.Info,
        description: "A ConcurrentDictionary has many locks, so that different keys do not wait for each other. Counting, copying and clearing take all of them.");

    /// <summary>Creates the rule.</summary>
    public WholeDictionaryLocked()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var use in method.WholeDictionaries)
        {
            var does = use.IsLock ? "keeps out everybody who locks" : "takes all locks of";
            findings.Report(use.Place.GetLocation(), use.Often.Because, use.Rewrite is { } rewrite ? Findings.Rewritable(rewrite) : null, use.Name, does, use.DictionaryName, use.Often.Words);
        }
    }
}
