using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>One lock is held while the entry of one key is made: who needs another key waits for it too.</summary>
public sealed class OneLockForAllKeys : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4010",
        title: "One lock for all keys",
        message: "'{0}' is one lock for all keys of '{1}': {2}",
        family: Family.Locks,
        severity: DiagnosticSeverity.Info,
        description: "Entries of different keys have nothing to do with each other. Use a ConcurrentDictionary, or a lock for each key where making an entry takes long.");

    /// <summary>Creates the rule.</summary>
    public OneLockForAllKeys()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var load in method.KeyedLoads)
        {
            var why = load.Often is { } often ? $"it is taken {often.Words}" : $"while '{load.LoadName}' makes the entry of one, {(load.FindsWithout ? "all others that have none yet wait" : "all others wait")}";
            findings.Report(load.Lock.Site.GetLocation(), load.Because, load.Rewrite is { } rewrite ? Findings.Rewritable(rewrite).Add("map", load.Map.Name) : null, load.Lock.Name, load.Map.Name, why);
        }
    }
}
