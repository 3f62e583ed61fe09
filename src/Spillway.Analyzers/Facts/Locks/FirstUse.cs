using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What the section does that sets a field on first use: is the field the last thing that is done, or does more come after it?</summary>
/// <param name="Slot">The field, or the property that stands for one.</param>
/// <param name="Set">Where it is set.</param>
/// <param name="Section">What runs under the lock.</param>
/// <param name="Model">The compilation.</param>
internal sealed record FirstUse(ISymbol Slot, IAssignmentOperation Set, IOperation Section, ConcurrencyModel Model)
{
    private bool IsFlag => Set.Target.Type?.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32;

    private IEnumerable<IOperation> Later => Section.OwnOperations().Where(o => o.Syntax.SpanStart > Set.Syntax.Span.End && Succession.CanFollow(Set, o, null));

    /// <summary>
    /// True for a collection that is made where there is none, and then filled also where there was one: it goes on growing, and whoever reads it without the lock has
    /// another trouble than its first use.
    /// </summary>
    public bool Grows
    {
        get
        {
            if (IsFlag || !Later.Any(o => IsFilled(o, Slot)))
                return false;

            var branch = Set.OwnAncestors().TakeWhile(o => !ReferenceEquals(o, Section)).FirstOrDefault(o => o.Parent is IConditionalOperation choice && !ReferenceEquals(choice.Condition, o));
            return Set is ICoalesceAssignmentOperation || branch is not null && Later.Any(o => IsFilled(o, Slot) && !branch.Syntax.Span.Contains(o.Syntax.Span));
        }
    }

    /// <summary>True for a flag of which nobody could read afterwards what it stands for: it starts a timer, or says something once.</summary>
    public bool AnnouncesNothing => Set.Target.Type?.SpecialType == SpecialType.System_Boolean && LeavesNothingElse;

    /// <summary>True for a number that is computed once and stands for nothing but itself: whoever reads it has all there is to read, or computes it too.</summary>
    public bool IsJustANumber => Set.Target.Type?.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_UInt32 or SpecialType.System_Single && LeavesNothingElse;

    /// <summary>True for a section that does nothing which anybody could read afterwards.</summary>
    private bool LeavesNothingElse => !Section.OwnOperations().Any(o => o switch
    {
        IAssignmentOperation { Target: var target } => !IsOf(target, Slot) && target is not ILocalReferenceOperation and not IDiscardOperation,
        IIncrementOrDecrementOperation { Target: IMemberReferenceOperation } or IEventAssignmentOperation or IDynamicInvocationOperation or IInvalidOperation => true,
        IInvocationOperation { TargetMethod: var method, Instance: var receiver } => !method.ContainingAssembly.IsFramework() || method.MethodKind == MethodKind.DelegateInvoke
            || receiver?.Unwrapped() is IMemberReferenceOperation && Model.Confinement.Of(receiver.Type).Safety != Safety.Shareable && receiver.Type?.ContainingNamespace.Name != "Threading",
        _ => false,
    });

    /// <summary>What comes after the field is set, here or in a method of the class that is called here, and should have come before.</summary>
    public (DoubleCheckFlaw Flaw, IOperation Detail)? After
    {
        get
        {
            foreach (var operation in Later)
            {
                if (Late(operation) is { } flaw)
                    return (flaw, operation);
                if (operation is not IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary, IsAbstract: false, IsVirtual: false } callee, Instance: null or IInstanceReferenceOperation }
                    || !SymbolEqualityComparer.Default.Equals(callee.ContainingType.OriginalDefinition, Slot.ContainingType))
                {
                    continue;
                }

                foreach (var inner in Model.Summaries.BodiesOf(callee.OriginalDefinition).SelectMany(body => body.OwnOperations()))
                {
                    if (Late(inner) is { } hidden)
                        return (hidden, inner);
                }
            }

            return null;
        }
    }

    /// <summary>A flag that is taken back says what is going on, not what is ready; so does one that is worked out again where something else changes.</summary>
    public static bool IsState(ISymbol slot, IAssignmentOperation set, ConcurrencyModel model) => slot switch
    {
        IFieldSymbol { Type.SpecialType: SpecialType.System_Boolean } flag =>
            model.Locks.Guards.AccessesOf(flag).Any(access => access.IsWrite && access.Reference.Parent is ISimpleAssignmentOperation { Value: { } value } other
                && (IsUnsetValue(value) || value.Unwrapped() is not { ConstantValue.HasValue: true } && other.Syntax != set.Syntax && !IsInConstructor(other))),
        IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean } flag => IsTakenBack(flag, model),
        _ => false,
    };

    /// <summary>True for null, false and zero; the first of several states is one like the others.</summary>
    public static bool IsUnsetValue(IOperation value) =>
        value.Unwrapped() is IDefaultValueOperation or { Type: not { TypeKind: TypeKind.Enum }, ConstantValue: { HasValue: true, Value: null or false or 0 } };

    public static bool IsOf(IOperation operation, ISymbol slot) =>
        operation is IMemberReferenceOperation { Member: var member } && SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, slot);

    private static bool IsInConstructor(IOperation operation) => FlowGraphs.FunctionOf(operation) is IConstructorBodyOperation;

    private static bool IsTakenBack(IPropertySymbol flag, ConcurrencyModel model)
    {
        foreach (var tree in model.TreesWith(flag.Name))
        {
            foreach (var assignment in tree.GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>())
            {
                var name = assignment.Left as SimpleNameSyntax ?? (assignment.Left as MemberAccessExpressionSyntax)?.Name;
                if (name?.Identifier.ValueText == flag.Name && assignment.Right.IsKind(SyntaxKind.FalseLiteralExpression) && assignment.Parent is not InitializerExpressionSyntax
                    && SymbolEqualityComparer.Default.Equals(model.Semantics(tree).GetSymbolInfo(name).Symbol?.OriginalDefinition, flag.OriginalDefinition))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What is done too late, if <paramref name="operation"/> is that.</summary>
    private DoubleCheckFlaw? Late(IOperation operation)
    {
        if (!IsFlag)
            return IsFilled(operation, Slot) ? DoubleCheckFlaw.PublishedEarly : null;

        return operation is IAssignmentOperation { Target: IMemberReferenceOperation { Member: IFieldSymbol { DeclaringSyntaxReferences.IsEmpty: false } data, Instance: null or IInstanceReferenceOperation } target, Value: var value }
            && !IsOf(target, Slot) && !IsUnsetValue(value) && Model.Locks.Guards.Of(data) is not { IsKept: true }
            ? DoubleCheckFlaw.FlagFirst : null;
    }

    /// <summary>True where something is put into the object behind the field.</summary>
    private static bool IsFilled(IOperation operation, ISymbol slot) => operation switch
    {
        IAssignmentOperation { Target: IMemberReferenceOperation { Instance: { } owner } } => IsOf(owner.Unwrapped(), slot),
        IInvocationOperation { Instance: { } filled, TargetMethod.Name: "Add" or "AddRange" or "TryAdd" or "Push" or "Enqueue", Parent: IExpressionStatementOperation } => IsOf(filled.Unwrapped(), slot),
        _ => false,
    };
}
