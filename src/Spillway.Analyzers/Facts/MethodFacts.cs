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
    private IOperation[]? _operations;

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
    internal bool IsPlain { get; init; }

    /// <summary>The member that the body belongs to; for nested functions, the member around them.</summary>
    internal ISymbol Owner { get; }

    /// <summary>The function itself, or null for the initialiser of a field or property.</summary>
    internal IMethodSymbol? Symbol { get; }

    /// <summary>The code: usually one block; a constructor has its initialiser besides.</summary>
    internal ImmutableArray<IOperation> Bodies { get; }

    /// <summary>All operations of this body in source order, without those of nested functions. Most facts look through them, so they are walked to once.</summary>
    internal IReadOnlyList<IOperation> Operations => _operations ??= Bodies.SelectMany(body => body.OwnOperations()).ToArray();

    /// <summary>Where values of this body come from; shared by all functions of the member, since they share variables.</summary>
    internal Provenance Provenance { get; }

    /// <summary>The loops of this body, nested ones included, that await something in their own body.</summary>
    internal ImmutableArray<AwaitLoop> AwaitLoops => _awaitLoops.Value;

    internal static ImmutableArray<MethodFacts> Collect(ConcurrencyModel model, ISymbol owner, ImmutableArray<IOperation> blocks)
    {
        var found = ImmutableArray.CreateBuilder<MethodFacts>();
        var provenance = new Provenance(model, blocks);
        found.Add(new MethodFacts(model, owner, owner as IMethodSymbol, blocks, provenance) { IsPlain = PlainCode.Is(owner, blocks) });
        foreach (var block in blocks)
        {
            foreach (var operation in block.Descendants())
            {
                Patience.Check();
                switch (operation)
                {
                    case IAnonymousFunctionOperation { Body: { } body } lambda:
                        found.Add(new MethodFacts(model, owner, lambda.Symbol, ImmutableArray.Create<IOperation>(body), provenance));
                        break;

                    case ILocalFunctionOperation { Body: { } body } local:
                        found.Add(new MethodFacts(model, owner, local.Symbol, ImmutableArray.Create<IOperation>(body), provenance));
                        break;
                }
            }
        }

        return found.ToImmutable();
    }
}
