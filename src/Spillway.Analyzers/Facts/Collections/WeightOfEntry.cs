using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>How much hangs on the entry of a key? Nothing but a line in a log, a number that says which version was seen last, or a file that only one can write at a time anyway.</summary>
internal static class WeightOfEntry
{
    /// <summary>True where the value is read for nothing but a decision whether to say something, and for what is said.</summary>
    public static bool IsOnlySaid(CollectionAct act, KnownApis apis)
    {
        foreach (var around in act.Operation.OwnAncestors())
        {
            if (around is IConditionalOperation { Type: null, WhenTrue: var then, WhenFalse: null })
                return (then is IBlockOperation block ? block.Operations.ToArray() : new[] { then }) is { Length: > 0 } said && said.All(statement => Logs(statement, apis));
            if (around is IAssignmentOperation or IReturnOperation or IVariableDeclaratorOperation or IThrowOperation)
                return false;
        }

        return false;
    }

    /// <summary>True for a statement that only writes into a log.</summary>
    public static bool Logs(IOperation statement, KnownApis apis) => statement is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: var called } }
        && (apis.Logs(called) || NamingConventions.IsOfLogs(called.ContainingNamespace) || called.ReturnsVoid && NamingConventions.Logs(called.Name));

    /// <summary>
    /// True for numbers that the class compares with other ones, to ask again or not, and gives to nobody: a smaller one than was seen last costs one question more.
    /// </summary>
    public static bool IsVersion(CollectionCheck check, ConcurrencyModel model)
    {
        if (check.Value?.Type is not { SpecialType: >= SpecialType.System_Int16 and <= SpecialType.System_UInt64 }
            || check.Collection.Unwrapped() is not IMemberReferenceOperation { Member: { DeclaredAccessibility: Accessibility.Private, ContainingType: { } type } map })
        {
            return false;
        }

        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (!model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                return false;

            var semantics = model.Semantics(reference.SyntaxTree);
            foreach (var name in reference.GetSyntax().Named(map.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name).Symbol, map) && !(semantics.GetOperation(name) is { } found && (found as IMemberReferenceOperation ?? found.Parent as IMemberReferenceOperation) is { } use && OnlyCompares(use)))
                    return false;
            }
        }

        return true;
    }

    private static bool OnlyCompares(IMemberReferenceOperation use) => use.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "ContainsKey" or "Clear" or "TryAdd" or "TryUpdate" } => true,
        IInvocationOperation { TargetMethod.Name: "TryGetValue" or "TryRemove" } call => CollectionCheck.Filled(call.Arguments) is not { } filled || FlowGraphs.FunctionOf(call).DescendantsAndSelf().OfType<ILocalReferenceOperation>()
            .Where(local => !local.IsDeclaration && SymbolEqualityComparer.Default.Equals(local.Local, filled) && local.Parent is not IArgumentOperation { Parameter.RefKind: RefKind.Out }).All(IsCompared),
        IPropertyReferenceOperation { Property: { IsIndexer: true } } element => element.Parent is ISimpleAssignmentOperation { Target: var target } && ReferenceEquals(target, element),
        IPropertyReferenceOperation { Property.Name: "IsEmpty" or "Count" } or INameOfOperation => true,
        _ => false,
    };

    private static bool IsCompared(IOperation value)
    {
        var parent = value.User();
        return parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual };
    }

    /// <summary>
    /// True for an entry that is opened at once to be written, and given out so: two callers with one key would write into one file whoever came first, so there are none.
    /// </summary>
    public static bool IsWrittenByOne(CollectionAct act, AnswerUse use)
    {
        var given = use.Where(act.IsPresent).SelectMany(place => place.OwnOperations()).OfType<IReturnOperation>().Where(r => r.Syntax.SpanStart > act.Operation.Syntax.SpanStart).ToList();
        var there = use.Where(!act.IsPresent).SelectMany(place => place.OwnOperations()).OfType<IReturnOperation>().ToList();
        return given.Count > 0 && there.Count > 0 && given.Concat(there).All(r => r.ReturnedValue is { } value && OpensToWrite(value));
    }

    private static bool OpensToWrite(IOperation value)
    {
        value = value.Unwrapped();
        if (!IsStream(value.Type))
            return false;

        var (name, arguments) = value switch
        {
            IInvocationOperation call => (call.TargetMethod.Name, call.Arguments),
            IObjectCreationOperation made => ("", made.Arguments),
            _ => ("", default),
        };
        return NamingConventions.OpensToWrite(name) || !arguments.IsDefault && arguments.Any(argument => argument.Value is { Type.Name: "FileAccess", ConstantValue: { HasValue: true, Value: 2 or 3 } });
    }

    private static bool IsStream(ITypeSymbol? type) =>
        type.SelfAndBases().Any(level => level is { Name: "Stream", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } });
}
