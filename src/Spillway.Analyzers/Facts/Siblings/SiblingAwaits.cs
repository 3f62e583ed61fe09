using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Requests that one block awaits one after another, though none of them needs what another one brings or does.</summary>
/// <param name="Requests">The awaits, in source order; at least two.</param>
internal sealed record SiblingAwaits(ImmutableArray<SiblingRequest> Requests)
{
    /// <summary>The wait that could have been over: the second.</summary>
    public Location Location => Requests[1].Await.Syntax.GetLocation();

    /// <summary>What shows it: the requests, and what each waits for.</summary>
    public IEnumerable<Witness> Because => Requests
        .Select((request, i) => Witness.At(request.Await, i == 0 ? "this is awaited first" : "this needs nothing of what is awaited before"))
        .Concat(Requests.Select(request => request.Io));

    public static ImmutableArray<SiblingAwaits> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<SiblingAwaits>();
        foreach (var block in method.Operations.OfType<IBlockOperation>())
        {
            if (!MayHaveTwo(block) || IsMoved(block, method))
                continue;

            found.AddRange(new SiblingSearch(method).In(block));
        }

        return found.ToImmutable();
    }

    /// <summary>Cheap: false where each await needs a variable that gets its value in the statement of the one before, which closes every group of requests.</summary>
    private static bool MayHaveTwo(IBlockOperation block)
    {
        var isOpen = false;
        var given = new HashSet<ILocalSymbol>(SymbolEqualityComparer.Default);
        foreach (var statement in block.Operations)
        {
            if (statement is not (IVariableDeclarationGroupOperation or IExpressionStatementOperation or IReturnOperation or IUsingDeclarationOperation))
                continue;

            var awaits = statement.OwnOperations().OfType<IAwaitOperation>().Take(2).ToList();
            if (awaits.Count == 2 || awaits.Count == 1 && isOpen && !Uses(awaits[0], given))
                return true;
            if (awaits.Count == 0)
                continue;

            isOpen = true;
            given.Clear();
            given.UnionWith(statement.OwnOperations().OfType<IVariableDeclaratorOperation>().Select(declared => declared.Symbol));
        }

        return false;
    }

    private static bool Uses(IAwaitOperation await, HashSet<ILocalSymbol> given) =>
        await.OwnOperations().Any(o => o is ILocalReferenceOperation { Local: { IsConst: false } local, Parent: not INameOfOperation } && given.Contains(local));

    /// <summary>True inside a loop whose turns may overlap as a whole: that says more, and has a rule of its own.</summary>
    private static bool IsMoved(IBlockOperation block, MethodFacts method) =>
        block.OwnAncestors().OfType<ILoopOperation>().Any(loop => method.AwaitLoops.Any(await => ReferenceEquals(await.Loop, loop) && await.Verdict.Overlap == Overlap.Independent));
}

/// <summary>One request among siblings.</summary>
/// <param name="Await">The await.</param>
/// <param name="Statement">The statement of the block that it is a part of.</param>
/// <param name="Call">What is called.</param>
/// <param name="Effects">What making the request does until it is over.</param>
/// <param name="Io">What it waits for.</param>
internal sealed record SiblingRequest(IAwaitOperation Await, IOperation Statement, IInvocationOperation Call, Effects Effects, Witness Io)
{
    public string Name => Call.TargetMethod.Name;

    /// <summary>True when it uses a variable that is set between the requests.</summary>
    public bool ReadsAside { get; init; }
}
