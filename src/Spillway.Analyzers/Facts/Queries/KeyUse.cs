using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>How a question names what it asks for.</summary>
internal enum KeyUse
{
    /// <summary>By one value that something is equal to, or in a way that is not in view.</summary>
    One,

    /// <summary>By several values that belong together.</summary>
    Several,

    /// <summary>By no value that anything is equal to: by limits, or by parts of texts. No list of keys says the same.</summary>
    None,
}

/// <summary>Looks at the conditions of a query.</summary>
internal static class KeyUses
{
    /// <summary>How <paramref name="inputs"/> use what is computed from the seeds of <paramref name="derivation"/>.</summary>
    public static KeyUse Of(IEnumerable<IOperation> inputs, Derivation derivation)
    {
        var values = new HashSet<string>();
        var limits = 0;
        foreach (var part in inputs.SelectMany(input => input.DescendantsAndSelf()))
        {
            if (Derivation.SymbolOf(part) is null || derivation.SeedsIn(part).IsEmpty)
                continue;

            var (isLimit, value) = UseOf(part);
            if (isLimit)
                limits++;
            else
                values.Add(value.Syntax.ToString());
        }

        return values.Count == 0 ? (limits > 0 ? KeyUse.None : KeyUse.One) : values.Count + limits > 1 ? KeyUse.Several : KeyUse.One;
    }

    private static (bool IsLimit, IOperation Value) UseOf(IOperation part)
    {
        var value = part;
        for (var around = part.Parent; around is not null; value = around, around = around.Parent)
        {
            switch (around)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals }:
                    return (false, value);

                case IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.NotEquals }:
                    return (true, value);

                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "StartsWith" or "EndsWith" or "Contains", ContainingType.SpecialType: SpecialType.System_String } or { Name: "Like" or "ILike" } } }:
                    return (true, value);

                // How many rows are wanted says nothing of which.
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Take" or "Skip", ContainingType.Name: "Queryable" or "Enumerable" } } }:
                    return (true, value);

                // A member of an object with parameters, an argument of something else, or the end of a condition.
                case IArgumentOperation or IAssignmentOperation or IAnonymousFunctionOperation or IReturnOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }:
                    return (false, value);
            }
        }

        return (false, value);
    }
}
