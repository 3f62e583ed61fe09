using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A <c>using</c> whose scope may well keep others out, though nobody can say which lock it is: keyed locks, locks of other libraries, and locks across
/// machines are taken by a call that is awaited or that waits itself, and given back by disposing what it returned, which is good for nothing else.
/// </summary>
internal static class ExcludingScope
{
    /// <summary>True where such a scope is around both operations.</summary>
    public static bool IsAround(IOperation one, IOperation other, MethodFacts method)
    {
        var child = one;
        foreach (var around in one.OwnAncestors())
        {
            if (around is IUsingOperation { Body: var body, Resources: var resources } && ReferenceEquals(body, child) && body.Syntax.Span.Contains(other.Syntax.Span) && Excludes(resources, method))
                return true;

            if (around is IBlockOperation block && block.Syntax.Span.Contains(other.Syntax.Span))
            {
                foreach (var statement in block.Operations.TakeWhile(o => o != child))
                {
                    if (statement is IUsingDeclarationOperation { DeclarationGroup: var declared } && Excludes(declared, method))
                        return true;
                }
            }

            child = around;
        }

        return false;
    }

    private static bool Excludes(IOperation resources, MethodFacts method)
    {
        if (resources is not IVariableDeclarationGroupOperation group)
            return IsTaken(resources, method);

        return group.Declarations.SelectMany(d => d.Declarators).Any(d => d.GetVariableInitializer() is { Value: var value } && !IsUsed(d.Symbol, method) && IsTaken(value, method));
    }

    private static bool IsUsed(ILocalSymbol scope, MethodFacts method) =>
        method.Operations.Any(o => o is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, scope));

    private static bool IsTaken(IOperation value, MethodFacts method)
    {
        value = value.Unwrapped();

        // A call that could not be bound is one of a library that is not there: what its scope does is unknown.
        if (value is not IObjectCreationOperation && value.OwnOperations().Any(o => o is IInvalidOperation))
            return true;

        var model = method.Model;
        switch (value)
        {
            case IAwaitOperation { Operation: var awaited }:
                return Tasks.Behind(awaited) is { } entered && LockApis.IsScope(value.Type!) && (model.Apis.Of(entered.TargetMethod) & ApiFlags.Io) == 0;

            case IInvocationOperation { TargetMethod: var called }:
                return (model.Apis.Of(called) & ApiFlags.Acquires) != 0 || TargetsOf(called, model).Any(target => TakesLock(target, model));

            case IObjectCreationOperation { Constructor: { } constructor }:
                return TakesLock(constructor, model);

            default:
                return false;
        }
    }

    private static IEnumerable<IMethodSymbol> TargetsOf(IMethodSymbol method, ConcurrencyModel model) =>
        method.IsAbstract || method.IsVirtual ? model.Implementations.TargetsOf(method) : new[] { method };

    private static bool TakesLock(IMethodSymbol method, ConcurrencyModel model) =>
        !method.DeclaringSyntaxReferences.IsEmpty && method.DeclaringSyntaxReferences.All(r => model.Compilation.ContainsSyntaxTree(r.SyntaxTree))
        && (!model.Locks.Of(method).Acquisitions.IsEmpty || model.Summaries.Of(method, new SummaryRun()).Effects.Acquires is not null);
}
