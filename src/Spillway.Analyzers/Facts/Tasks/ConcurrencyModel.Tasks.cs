using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is known about tasks in the whole compilation.</summary>
internal sealed partial class ConcurrencyModel
{
    private readonly ConcurrentDictionary<SyntaxNode, Completion> _completions = new();
    private readonly ConcurrentDictionary<SyntaxNode, Completion> _ownCompletions = new();
    private CompleteResults? _completeResults;

    /// <summary>Methods whose tasks are complete when they return.</summary>
    public CompleteResults CompleteResults => _completeResults ?? Interlocked.CompareExchange(ref _completeResults, new CompleteResults(this), null) ?? _completeResults;

    /// <summary>Which tasks are complete where in the member of <paramref name="method"/>, of which <paramref name="operation"/> is a part.</summary>
    public Completion CompletionOf(MethodFacts method, IOperation operation)
    {
        // Default values and attributes of parameters are bodies of the member too, with roots of their own.
        var root = operation.Root();
        return _completions.GetOrAdd(root.Syntax, _ => Completion.Of(this, root, method.Provenance, AtCallsOf(method)));
    }

    // What all callers of a private method have proven holds when it starts; one step is enough for what people write.
    private CompletionState AtCallsOf(MethodFacts method)
    {
        if (method.Owner is not IMethodSymbol { DeclaredAccessibility: not (Accessibility.Public or Accessibility.Protected), IsAsync: false } owner
            || owner.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declaration
            || AsyncReach.CallsOf(declaration, Semantics, TreesWith) is not { Count: > 0 } calls)
        {
            return CompletionState.Nothing;
        }

        CompletionState? met = null;
        foreach (var call in calls)
        {
            if (Semantics(call.SyntaxTree).GetOperation(call) is not IInvocationOperation operation)
                return CompletionState.Nothing;

            var root = operation.Root();
            var caller = _ownCompletions.GetOrAdd(root.Syntax, _ => Completion.Of(this, root, new Provenance(this, new[] { root }), CompletionState.Nothing));
            var state = caller.Enter(operation, owner);
            met = met is null ? state : met.Meet(state);
        }

        return met ?? CompletionState.Nothing;
    }
}
