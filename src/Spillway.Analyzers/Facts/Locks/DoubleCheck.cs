using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is wrong with a check that is made without a lock and again under it.</summary>
internal enum DoubleCheckFlaw
{
    /// <summary>Whoever waited for the lock does the work once more.</summary>
    NoSecondCheck,

    /// <summary>The flag is set before what it announces.</summary>
    FlagFirst,

    /// <summary>The object can be seen before it is complete.</summary>
    PublishedEarly,

    /// <summary>Nothing orders the read without the lock and the reads that follow it.</summary>
    Unordered,
}

/// <summary>A field that is asked without a lock and set under one, with something missing.</summary>
/// <param name="Read">The read without the lock.</param>
/// <param name="Slot">The field, or the property that stands for one.</param>
/// <param name="Set">Where it is set under the lock.</param>
/// <param name="Lock">The lock.</param>
/// <param name="Flaw">What is missing.</param>
/// <param name="Detail">For a flag that comes first, what it announces; for an object that is not complete, where that is done.</param>
internal sealed record DoubleCheck(IOperation Read, ISymbol Slot, IAssignmentOperation Set, HeldLock Lock, DoubleCheckFlaw Flaw, IOperation? Detail)
{
    /// <summary>True where the read has no order, and there is nothing that it would have to be ordered with.</summary>
    public bool IsMinor { get; init; }

    public string What => Flaw switch
    {
        DoubleCheckFlaw.NoSecondCheck => $"is not checked again under '{Lock.Name}', so threads that wait there set it once more",
        DoubleCheckFlaw.FlagFirst => $"is set before '{(Detail as IAssignmentOperation is { Target: IMemberReferenceOperation { Member.Name: var name } } ? name : "the data")}', so another thread can see the flag without the data",
        DoubleCheckFlaw.PublishedEarly => "can be seen by others before it is complete",
        _ => "is read here without the lock that it is set under, and nothing orders the read",
    };

    public IEnumerable<Witness> Because
    {
        get
        {
            yield return Witness.At(Set, $"'{Slot.Name}' is set here");
            yield return Witness.At(Lock.Site, "the lock is taken here");
            if (Detail is not null)
                yield return Witness.At(Detail, Flaw == DoubleCheckFlaw.FlagFirst ? "set only here" : "not complete before this");
        }
    }

    /// <summary>How it can be mended.</summary>
    public ImmutableDictionary<string, string?>? Rewrite(ConcurrencyModel model)
    {
        if (Read is not IFieldReferenceOperation { Field: var field } || Set.Syntax.SyntaxTree != Read.Syntax.SyntaxTree
            || field.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree != Read.Syntax.SyntaxTree)
        {
            return null;
        }

        return Flaw switch
        {
            DoubleCheckFlaw.NoSecondCheck => Findings.Rewritable("again"),
            DoubleCheckFlaw.Unordered => Findings.Rewritable("ordered").Add("volatile", CanBeVolatile(field, model) ? "true" : "false"),
            _ => null,
        };
    }

    private static bool CanBeVolatile(IFieldSymbol field, ConcurrencyModel model) =>
        IsVolatileType(field.Type) && !field.IsReadOnly
        && model.Locks.Guards.AccessesOf(field).All(a => a.Reference.Parent is not IArgumentOperation { Parameter.RefKind: not RefKind.None } argument
            || argument.Parent is IInvocationOperation { TargetMethod.ContainingType: { Name: "Interlocked", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } });

    private static bool IsVolatileType(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying } ? IsVolatileType(underlying)
        : type.IsReferenceType || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or (>= SpecialType.System_SByte and <= SpecialType.System_UInt32) or SpecialType.System_Single;
}
