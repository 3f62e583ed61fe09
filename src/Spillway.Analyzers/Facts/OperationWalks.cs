using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Walks over operations that stop where another function's body begins.</summary>
internal static class OperationWalks
{
    /// <summary>All operations below <paramref name="root"/> and itself, in source order, without the bodies of lambdas and local functions.</summary>
    public static IEnumerable<IOperation> OwnOperations(this IOperation root)
    {
        // An explicit stack: code may be nested deeper than the thread's stack is tall.
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            Patience.Check();
            var current = pending.Pop();
            yield return current;
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;

            var children = new List<IOperation>();
            foreach (var child in current.ChildOperations)
                children.Add(child);

            for (var i = children.Count - 1; i >= 0; i--)
                pending.Push(children[i]);
        }
    }

    /// <summary>The operations around <paramref name="operation"/>, innermost first, up to and without the function that holds it.</summary>
    public static IEnumerable<IOperation> OwnAncestors(this IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                yield break;

            yield return current;
        }
    }

    /// <summary>The operand behind conversions and parentheses that change neither identity nor value.</summary>
    public static IOperation Unwrapped(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { IsImplicit: true } conversion:
                    operation = conversion.Operand;
                    break;
                case IConversionOperation { Conversion: { IsUserDefined: false, IsNumeric: false } } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }
}
