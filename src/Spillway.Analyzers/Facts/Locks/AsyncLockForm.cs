using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Can a lock that belongs to a thread be one that belongs to nobody? A thread may take its own lock again, and would wait for itself with the other
/// kind: nothing that runs under the lock may take it.
/// </summary>
internal static class AsyncLockForm
{
    private const int DeepestCall = 5;

    /// <summary>The private field that holds the lock, or null where others know it, or it is taken again by who has it.</summary>
    public static IFieldSymbol? Of(HeldLock held, ConcurrencyModel model)
    {
        if (held.Kind is not (LockKind.Monitor or LockKind.Lock) || held.Lock.Root is not (LockRoot.Static or LockRoot.Member) || held.Lock.Owner is { Root: not LockRoot.This }
            || held.Lock.Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field || LockFields.InitialOf(field, model) is null || LockFields.SetAgain(field, model) is not null)
        {
            return null;
        }

        return IsTakenAgain(field, model) ? null : field;
    }

    private static bool IsTakenAgain(IFieldSymbol field, ConcurrencyModel model)
    {
        foreach (var function in model.Locks.Index.FunctionsOf(field.ContainingType))
        {
            var sets = model.Locks.Of(function);
            var before = model.Locks.HeldByCallers(function).Any(id => Is(id, field));
            var takes = sets.Acquisitions.Any(a => Is(a.Taken.Lock, field));
            if (takes && (before || sets.Acquisitions.Any(a => Is(a.Taken.Lock, field) && a.Before.Held.Any(h => Is(h.Lock, field)))))
                return true;

            // What is made under the lock may run under it.
            if (takes && function is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax && function.Ancestors().Any(around => model.Locks.Of(around).Acquisitions.Any(a => Is(a.Taken.Lock, field))))
                return true;
            if (model.Semantics(function.SyntaxTree).GetOperation(function) is not { } operation)
                continue;

            foreach (var site in operation.ChildOperations.SelectMany(CallSite.OperationsThatCall))
            {
                if ((before || sets.At(site).Held.Any(h => Is(h.Lock, field))) && Reaches(site, field, model, DeepestCall, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default)))
                    return true;
            }
        }

        return false;
    }

    /// <summary>True when the call may come to where the lock is taken; a delegate may come to anything.</summary>
    private static bool Reaches(IOperation site, IFieldSymbol field, ConcurrencyModel model, int depth, HashSet<IMethodSymbol> seen)
    {
        if (CallSite.TargetOf(site) is not { } target || site is IInvocationOperation call && model.Locks.Apis.Of(call) is not null)
            return false;
        if (target.MethodKind == MethodKind.DelegateInvoke || depth == 0)
            return true;

        var targets = model.Implementations.TargetsOf(target);
        foreach (var one in targets.Where(one => seen.Add(one.OriginalDefinition)))
        {
            if (model.Locks.Of(one.OriginalDefinition).Acquisitions.Any(a => Is(a.Taken.Lock, field)))
                return true;
            if (model.Summaries.BodiesOf(one.OriginalDefinition).SelectMany(CallSite.OperationsThatCall).Any(inner => Reaches(inner, field, model, depth - 1, seen)))
                return true;
        }

        return false;
    }

    private static bool Is(LockId id, IFieldSymbol field) => SymbolEqualityComparer.Default.Equals(id.Symbol, field.OriginalDefinition);
}
