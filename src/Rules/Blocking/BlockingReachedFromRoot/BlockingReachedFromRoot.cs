using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Asynchronous code, or code that a framework calls, runs synchronous code that keeps the thread further down.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingReachedFromRoot : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2003",
        title: "Blocking reached from root",
        message: "'{0}' leads to '{1}', which keeps the thread of {2} while it waits for {3}",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Info,
        description: "The wait is hidden in a callee. Make the calls down to it asynchronous.");

    /// <summary>Creates the rule.</summary>
    public BlockingReachedFromRoot()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        if (method.WhoseThread is not { } whose)
            return;

        var told = new HashSet<Location>();
        foreach (var call in method.Calls)
        {
            // What asynchronous code does itself is SPW2002's, and tasks that could be awaited are SPW2001's.
            if (call.Cost.Blocking is not { Kind: not BlockKind.Stream, IsAvoidable: true, IsReportedInPlace: false } wait || (wait.IsDirect && (method.IsAsync || !wait.IsSlow)) || method.MustBlockAt(call))
                continue;

            // An archive that is packed or unpacked computes first of all, which SPW2004 says.
            if (wait is { Computes: true, IsSlow: false } && call.Cost.ComputesHeavily)
                continue;

            // One path to each wait is enough: what has to change is at its end.
            if (told.Add(wait.Innermost.Location))
                findings.Report(call.Location, wait.Path, rewrite: null, call.Name, wait.Name, whose, wait.Kind.Words());
        }
    }
}
