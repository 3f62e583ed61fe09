using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A task that is kept in a private field, alone or among others, and that nobody asks for anything later: what it would say is heard by nobody.</summary>
internal static class UnaskedTasks
{
    private const int DeepestKeeper = 3;

    /// <summary>True when what <paramref name="user"/> keeps is never looked at.</summary>
    public static bool Keep(IOperation? user, ConcurrencyModel model) => KeeperOf(user) is { } keeper && IsUnasked(keeper, model, 0);

    /// <summary>The field that gets the task: it is set to it, or it is a collection to which the task is added.</summary>
    private static ISymbol? KeeperOf(IOperation? user) => user switch
    {
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IMemberReferenceOperation { Member: var member } } } => member,
        IAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } => member,
        IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "Enqueue" or "Push", Instance: IMemberReferenceOperation { Member: var member } } => member,
        _ => null,
    };

    private static bool IsUnasked(ISymbol keeper, ConcurrencyModel model, int depth)
    {
        if (depth == DeepestKeeper || keeper is not (IFieldSymbol or IPropertySymbol) || keeper.DeclaredAccessibility != Accessibility.Private)
            return false;

        foreach (var part in keeper.ContainingType.DeclaringSyntaxReferences)
        {
            if (!model.Compilation.ContainsSyntaxTree(part.SyntaxTree))
                return false;

            var semantics = model.Semantics(part.SyntaxTree);
            foreach (var name in part.GetSyntax().Named(keeper.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name).Symbol, keeper) && !IsIdle(name, semantics, model, depth))
                    return false;
            }
        }

        return true;
    }

    /// <summary>True for a use that asks the task nothing.</summary>
    private static bool IsIdle(SimpleNameSyntax name, SemanticModel semantics, ConcurrencyModel model, int depth)
    {
        ExpressionSyntax use = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : name;
        switch (use.Parent)
        {
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set when set.Left == use:
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax } }:
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression }:
            case ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax } }:
                return true;

            case MemberAccessExpressionSyntax access when access.Expression == use:
                return IsIdle(access);

            case ArgumentSyntax argument:
                return semantics.GetOperation(argument) is IArgumentOperation { Parent: var taker } && KeeperOf(taker) is { } further && IsUnasked(further, model, depth + 1);

            case CommonForEachStatementSyntax each when each.Expression == use:
                return OnlyKeys(each);

            default:
                return false;
        }
    }

    /// <summary>What is asked of a collection, and not of what is in it.</summary>
    private static bool IsIdle(MemberAccessExpressionSyntax access) => access.Name.Identifier.ValueText switch
    {
        "Add" or "Clear" or "Count" or "Keys" or "ContainsKey" or "IsEmpty" => true,
        "Remove" => access.Parent is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 },
        "TryAdd" or "Enqueue" or "Push" => true,
        "ToArray" or "ToList" => access.Parent is InvocationExpressionSyntax { Parent: CommonForEachStatementSyntax each } && OnlyKeys(each),
        _ => false,
    };

    /// <summary>True for a loop over the entries of a dictionary that looks at the keys.</summary>
    private static bool OnlyKeys(CommonForEachStatementSyntax each) =>
        each is ForEachStatementSyntax { Identifier.ValueText: var entry }
        && each.Statement.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == entry)
            .All(name => name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Key" } access && access.Expression == name);
}
