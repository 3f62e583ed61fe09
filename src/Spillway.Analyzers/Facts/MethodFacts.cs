using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// What is known about one body of code: a method, accessor, constructor, operator, initialiser, local function, lambda, or the
/// top-level statements of a program. Nested functions are bodies of their own; the one around them does not include them.
/// </summary>
public sealed partial class MethodFacts
{
    private readonly Lazy<ImmutableArray<AwaitLoop>> _awaitLoops;
    private IReadOnlyList<IOperation> _operations = Array.Empty<IOperation>();

    private MethodFacts(ConcurrencyModel model, ISymbol owner, IMethodSymbol? symbol, ImmutableArray<IOperation> bodies, Provenance provenance)
    {
        Model = model;
        Owner = owner;
        Symbol = symbol;
        Bodies = bodies;
        Provenance = provenance;
        _awaitLoops = new Lazy<ImmutableArray<AwaitLoop>>(() => AwaitLoop.FindIn(this), LazyThreadSafetyMode.PublicationOnly);
    }

    internal ConcurrencyModel Model { get; }

    /// <summary>True for code that does nothing a rule could be about.</summary>
    internal bool IsPlain { get; private set; }

    /// <summary>The member that the body belongs to; for nested functions, the member around them.</summary>
    internal ISymbol Owner { get; }

    /// <summary>The function itself, or null for the initialiser of a field or property.</summary>
    internal IMethodSymbol? Symbol { get; }

    /// <summary>The code: usually one block; a constructor has its initialiser besides.</summary>
    internal ImmutableArray<IOperation> Bodies { get; }

    /// <summary>All operations of this body in source order, without those of nested functions. Most facts look through them, so they are walked to once.</summary>
    internal IReadOnlyList<IOperation> Operations => _operations;

    /// <summary>Where values of this body come from; shared by all functions of the member, since they share variables.</summary>
    internal Provenance Provenance { get; }

    /// <summary>The loops of this body, nested ones included, that await something in their own body.</summary>
    internal ImmutableArray<AwaitLoop> AwaitLoops => _awaitLoops.Value;

    internal static ImmutableArray<MethodFacts> Collect(ConcurrencyModel model, ISymbol owner, ImmutableArray<IOperation> blocks)
    {
        var provenance = new Provenance(model, blocks);
        var whole = new MethodFacts(model, owner, owner as IMethodSymbol, blocks, provenance);
        var found = ImmutableArray.CreateBuilder<MethodFacts>();
        found.Add(whole);

        var plainness = owner is IMethodSymbol { IsAsync: true } ? Plainness.None : Plainness.Plain;
        var pending = new Stack<(IOperation Operation, List<IOperation>? Of)>();
        var operations = new List<IOperation>();
        for (var i = blocks.Length - 1; i >= 0; i--)
            pending.Push((blocks[i], operations));
        while (pending.Count > 0)
        {
            Patience.Check();
            var (current, of) = pending.Pop();
            of?.Add(current);
            if (plainness != Plainness.None && model.PlainCode.Of(current) is var own && own < plainness)
                plainness = own;

            var (function, code) = Nested(current);
            List<IOperation>? inside = null;
            if (code is not null)
            {
                inside = new List<IOperation>();
                found.Add(new MethodFacts(model, owner, function, ImmutableArray.Create<IOperation>(code), provenance) { _operations = inside });
            }

            foreach (var child in current.ChildOperations.Reverse())
                pending.Push((child, function is null ? of : ReferenceEquals(child, code) ? inside : null));
        }

        whole._operations = operations;
        whole.IsPlain = plainness == Plainness.Plain || plainness == Plainness.Calls && whole.Root is null && !whole.IsNearLocks;
        return found.ToImmutable();
    }

    private static (IMethodSymbol? Function, IOperation? Code) Nested(IOperation operation) => operation switch
    {
        IAnonymousFunctionOperation lambda => (lambda.Symbol, lambda.Body),
        ILocalFunctionOperation local => (local.Symbol, local.Body),
        _ => (null, null),
    };
}
