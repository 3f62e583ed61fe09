using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// May each thread gather for itself, and all put together what they have at the end? Only what is added up in whole numbers or put into a list
/// or a set: the order in which threads come makes no difference there. Everything else in the body must be free of effects.
/// </summary>
internal static class SerialBodyRewrite
{
    private const string Local = "local";
    private const string AddRange = "addrange";

    /// <summary>What a fix needs to know: the form, and what is gathered.</summary>
    public static ImmutableDictionary<string, string?>? Rewrite(this SerialBody serial, ConcurrencyModel model)
    {
        if (serial.Function is not IAnonymousFunctionOperation { Symbol.IsAsync: false, Syntax: LambdaExpressionSyntax { Block: { } block } } lambda
            || block.Statements.LastOrDefault() is not LockStatementSyntax section || section.Expression != serial.Lock.Site
            || lambda.Body.OwnOperations().OfType<ILockOperation>().Count() != 1
            || Gathered(lambda) is not { } gathered || !IsFree(lambda, gathered, serial, model))
        {
            return null;
        }

        var form = serial.Call.TargetMethod switch
        {
            { ContainingType.Name: "Parallel", Name: "For" or "ForEach", Parameters: var parameters } when !parameters.Any(p => p.Name == "localInit") && serial.Call.Parent is IExpressionStatementOperation => Local,
            { ContainingType.Name: "ParallelEnumerable", Name: "ForAll" } when gathered is ILocalSymbol && OnlyStatement(section) is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax } && block.Statements.Count == 1 => AddRange,
            _ => null,
        };
        return form is null ? null : Findings.Rewritable(form).Add("gathered", gathered.Name);
    }

    private static StatementSyntax? OnlyStatement(LockStatementSyntax section) =>
        section.Statement is BlockSyntax { Statements: { Count: 1 } statements } ? statements[0] : section.Statement is BlockSyntax ? null : section.Statement;

    /// <summary>The one variable that the section adds to, where it does nothing else with it; null where there is none or more than one.</summary>
    private static ISymbol? Gathered(IAnonymousFunctionOperation lambda)
    {
        ISymbol? gathered = null;
        var groups = new HashSet<int>();
        foreach (var operation in lambda.Body.Descendants())
        {
            var target = operation switch
            {
                ICompoundAssignmentOperation { Target: var sum, IsChecked: false, OperatorMethod: null } => sum,
                IIncrementOrDecrementOperation { Target: var sum, IsChecked: false, OperatorMethod: null } => sum,
                IInvocationOperation { TargetMethod: { Name: "Add", ContainingType: { Name: "List" or "HashSet", ContainingNamespace.Name: "Generic" } }, Instance: { } list } => list,
                _ => null,
            };
            if (target is null || SymbolOf(target) is not { } symbol || IsInside(symbol, lambda))
                continue;
            if (operation.Parent is not IExpressionStatementOperation || GroupOf(operation) is not { } group || gathered is not null && !SymbolEqualityComparer.Default.Equals(gathered, symbol))
                return null;

            gathered = symbol;
            groups.Add(group);
        }

        if (gathered is null || groups.Count != 1)
            return null;

        // Whoever looks at it meanwhile would see what one thread has.
        var uses = lambda.Body.Descendants().Count(o => SymbolEqualityComparer.Default.Equals(SymbolOf(o), gathered));
        var additions = lambda.Body.Descendants().Count(o => o.Parent is IExpressionStatementOperation && GroupOf(o) is not null && SymbolEqualityComparer.Default.Equals(TargetOf(o), gathered));
        return uses == additions ? gathered : null;
    }

    private static ISymbol? TargetOf(IOperation addition) => addition switch
    {
        ICompoundAssignmentOperation { Target: var sum } => SymbolOf(sum),
        IIncrementOrDecrementOperation { Target: var sum } => SymbolOf(sum),
        IInvocationOperation { Instance: { } list } => SymbolOf(list),
        _ => null,
    };

    /// <summary>Operations of one group can be put together in any order.</summary>
    private static int? GroupOf(IOperation operation) => operation switch
    {
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Type: { } type } when IsWhole(type) => 0,
        IIncrementOrDecrementOperation { Type: { } type } when IsWhole(type) => 0,
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Or, Type: { } type } when IsWhole(type) => 1,
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.ExclusiveOr, Type: { } type } when IsWhole(type) => 2,
        IInvocationOperation { TargetMethod.Name: "Add" } => 3,
        _ => null,
    };

    // Sums of fractions depend on the order, those of short types are cut each time.
    private static bool IsWhole(ITypeSymbol type) => type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64;

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } => field,
        _ => null,
    };

    private static bool IsInside(ISymbol symbol, IOperation function) => symbol is ILocalSymbol && function.Syntax.Span.Contains(symbol.Locations[0].SourceSpan);

    /// <summary>True when the rest of the body changes nothing, and nobody can change what it reads.</summary>
    private static bool IsFree(IAnonymousFunctionOperation lambda, ISymbol gathered, SerialBody serial, ConcurrencyModel model)
    {
        var effects = model.ProvenanceAt(lambda).EffectsOf(lambda.Body);
        if (effects is not { Unknown: null, Anything: null, Ordered: null, Pump: null, Serialised: null } || effects.Invoked.Count > 0)
            return false;

        foreach (var access in effects.Accesses)
        {
            if (access.Place.Kind == RootKind.Fresh || SymbolEqualityComparer.Default.Equals(access.Place.Member ?? access.Place.Root, gathered)
                || access.Place is { Kind: RootKind.Local or RootKind.Parameter, Root: { } root } && lambda.Syntax.Span.Contains(root.Locations[0].SourceSpan) && !(access.Place.Below && access.Kind != AccessKind.Read))
            {
                continue;
            }

            if (access.Kind is not AccessKind.Read)
                return false;

            // Under a lock of the object, others may set what is read here.
            if (serial.Lock.Lock.Root is not (LockRoot.Local or LockRoot.Fresh) && access.Place.Kind is RootKind.This or RootKind.Static)
                return false;
        }

        return !lambda.Body.Descendants().Any(o => o is IFieldReferenceOperation { Field: { IsReadOnly: false, IsConst: false } field } && !SymbolEqualityComparer.Default.Equals(field, gathered) && serial.Lock.Lock.Root is not LockRoot.Local
            || o is IAnonymousFunctionOperation or ILocalFunctionOperation);
    }
}
