using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What kind of number a count is.</summary>
internal enum OriginKind
{
    /// <summary>Known in advance: see <see cref="Origin.Count"/>.</summary>
    Constant,

    /// <summary>Fixed when the program was written, and small: the members of an enumeration.</summary>
    FixedSmall,

    /// <summary>The size of the machine: processors, drives, network cards.</summary>
    Machine,

    /// <summary>It comes from data, and nobody knows how large it gets.</summary>
    Data,
}

/// <summary>Where a count comes from.</summary>
/// <param name="Kind">The kind of number.</param>
/// <param name="Count">The number itself, for constants.</param>
internal readonly record struct Origin(OriginKind Kind, int Count)
{
    private static readonly Origin Data = new(OriginKind.Data, 0);
    private static readonly Origin Machine = new(OriginKind.Machine, 0);

    /// <summary>How often the body of <paramref name="loop"/> runs.</summary>
    public static Origin OfIterations(ILoopOperation loop, ConcurrencyModel model) => loop switch
    {
        IForEachLoopOperation each => OfItems(each.Collection, model, 0),
        IForLoopOperation { Condition: IBinaryOperation condition } counted => OfCounter(counted, condition, model),
        _ => Data,
    };

    /// <summary>How many items <paramref name="source"/> has.</summary>
    public static Origin OfItems(IOperation source, ConcurrencyModel model) => OfItems(source, model, 0);

    private static Origin OfItems(IOperation source, ConcurrencyModel model, int depth)
    {
        // A variable may be made from a variable; a chain this long is code that nobody reads either.
        if (depth > 4)
            return Data;

        switch (source.Unwrapped())
        {
            case IArrayCreationOperation { Initializer: { } initializer }:
                return new Origin(OriginKind.Constant, initializer.ElementValues.Length);

            case IArrayInitializerOperation bare:
                return new Origin(OriginKind.Constant, bare.ElementValues.Length);

            case IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes }:
                return OfNumber(sizes[0]);

            case IObjectCreationOperation { Initializer: { } initializer, Arguments.Length: 0 }
                when initializer.Initializers.All(i => i is IInvocationOperation):
                return new Origin(OriginKind.Constant, initializer.Initializers.Length);

            case IInvocationOperation call:
                return OfCall(call, model, depth);

            case ILocalReferenceOperation { Local: var local } reference:
                return OfVariable(local, reference, model, depth);

            case IFieldReferenceOperation { Field: { IsReadOnly: true } field }:
                return OfInitializer(field, model, depth);

            case IPropertyReferenceOperation { Property: { IsStatic: true, SetMethod: null } property }:
                return OfInitializer(property, model, depth);

            // Collection expressions have an operation of their own only in newer compilers than our floor.
            case { Syntax: CollectionExpressionSyntax literal } when literal.Elements.All(e => e is ExpressionElementSyntax):
                return new Origin(OriginKind.Constant, literal.Elements.Count);

            default:
                return Data;
        }
    }

    private static Origin OfCall(IInvocationOperation call, ConcurrencyModel model, int depth)
    {
        var type = call.TargetMethod.ContainingType;
        var isSequence = type.ToDisplayString() is "System.Linq.Enumerable" or "System.Linq.AsyncEnumerable";
        switch (call.TargetMethod.Name)
        {
            case "Range" or "Repeat" when isSequence && call.Arguments.Length == 2:
                return OfNumber(call.Arguments[1].Value);

            case "Take" when isSequence && call.Arguments.Length == 2:
                var most = OfNumber(call.Arguments[1].Value);
                return most.Kind == OriginKind.Constant ? most : OfItems(call.Arguments[0].Value, model, depth + 1);

            case "ToList" or "ToArray" or "Select" or "Where" or "OrderBy" or "OrderByDescending" or "Distinct" or "Reverse" or "AsEnumerable" or "Cast" or "OfType"
                when isSequence && call.Arguments.Length > 0:
                return OfItems(call.Arguments[0].Value, model, depth + 1);

            case "GetValues" or "GetNames" when type.SpecialType == SpecialType.System_Enum:
                return new Origin(OriginKind.FixedSmall, 0);

            case "GetDrives" or "GetAllNetworkInterfaces" or "GetProcesses" when type.ContainingAssembly.IsFramework():
                return Machine;

            default:
                return Data;
        }
    }

    private static Origin OfVariable(ILocalSymbol local, IOperation use, ConcurrencyModel model, int depth)
    {
        // Once something is added, or the variable is set again, the literal no longer tells the count.
        if (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: { } value } declarator)
            return Data;

        var scope = declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? declarator.SyntaxTree.GetRoot();
        foreach (var identifier in scope.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (identifier.Identifier.ValueText == local.Name && Changes(identifier))
                return Data;
        }

        return use.SemanticModel?.GetOperation(value) is { } made ? OfItems(made, model, depth + 1) : Data;
    }

    private static bool Changes(IdentifierNameSyntax identifier) => identifier.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == identifier,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax, Name.Identifier.ValueText: "Add" or "AddRange" or "Insert" or "Push" or "Enqueue" } member =>
            member.Expression == identifier,
        ArgumentSyntax argument => !argument.RefOrOutKeyword.IsKind(SyntaxKind.None),
        _ => false,
    };

    private static Origin OfInitializer(ISymbol symbol, ConcurrencyModel model, int depth)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax() switch
            {
                VariableDeclaratorSyntax { Initializer.Value: { } v } => v,
                PropertyDeclarationSyntax { Initializer.Value: { } v } => v,
                PropertyDeclarationSyntax { ExpressionBody.Expression: { } v } => v,
                _ => null,
            };

            if (value is not null && model.Compilation.ContainsSyntaxTree(value.SyntaxTree)
                && model.Semantics(value.SyntaxTree).GetOperation(value) is { } made)
            {
                // A literal in a mutable collection can grow; only arrays and read-only views keep their length.
                var origin = OfItems(made, model, depth + 1);
                return made.Unwrapped() is IObjectCreationOperation && symbol is IFieldSymbol { Type: INamedTypeSymbol { Name: "List" or "HashSet" or "Dictionary" } } ? Data : origin;
            }
        }

        return Data;
    }

    private static Origin OfCounter(IForLoopOperation loop, IBinaryOperation condition, ConcurrencyModel model)
    {
        var start = loop.Before.OfType<IVariableDeclarationGroupOperation>()
            .SelectMany(group => group.Declarations)
            .SelectMany(declaration => declaration.Declarators)
            .Where(declarator => condition.LeftOperand.Unwrapped() is ILocalReferenceOperation counter && SymbolEqualityComparer.Default.Equals(counter.Local, declarator.Symbol))
            .Select(declarator => declarator.GetVariableInitializer()?.Value)
            .FirstOrDefault();
        var step = StepOf(loop);
        if (start is null || step == 0)
            return Data;

        // Counting down, the start says how many there are, and the condition where they end.
        var (from, to) = step > 0 ? (start, condition.RightOperand) : (condition.RightOperand, start);
        if (from.ConstantValue is not { HasValue: true, Value: int least })
            return Data;

        var most = to.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } counted }
            ? OfItems(counted, model, 0)
            : OfNumber(to);
        if (most.Kind != OriginKind.Constant)
            return most;

        var isInclusive = condition.OperatorKind is BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThanOrEqual;
        var distance = Math.Max(0, (long)most.Count - least + (isInclusive ? 1 : 0));
        return most with { Count = (int)Math.Min(int.MaxValue, (distance + Math.Abs((long)step) - 1) / Math.Abs((long)step)) };
    }

    /// <summary>By how much the counter changes each time; 0 where that is not known.</summary>
    private static int StepOf(IForLoopOperation loop) =>
        loop.AtLoopBottom.Length == 1 && loop.AtLoopBottom[0] is IExpressionStatementOperation { Operation: var change }
            ? change switch
            {
                IIncrementOrDecrementOperation { Kind: OperationKind.Increment } => 1,
                IIncrementOrDecrementOperation => -1,
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Value.ConstantValue: { HasValue: true, Value: int by } } => by,
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract, Value.ConstantValue: { HasValue: true, Value: int by and > int.MinValue } } => -by,
                _ => 0,
            }
            : 0;

    private static Origin OfNumber(IOperation number)
    {
        number = number.Unwrapped();
        if (number.ConstantValue is { HasValue: true, Value: int constant })
            return new Origin(OriginKind.Constant, constant);

        return number is IPropertyReferenceOperation { Property: { Name: "ProcessorCount", ContainingType: { Name: "Environment" } } } ? Machine : Data;
    }
}
