using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What one atomic operation does to a field.</summary>
internal enum AtomicKind
{
    Read,
    Write,
    Increment,
    Decrement,
    Add,
    Subtract,
    Or,
    And,
    Exchange,
    CompareExchange,
}

/// <summary>A use of a field that one atomic operation can take the place of.</summary>
/// <param name="Whole">What the operation takes the place of: an expression, or a whole statement.</param>
/// <param name="Target">The field as it is written there.</param>
/// <param name="Kind">The operation.</param>
/// <param name="Operand">What is added, or what the field is set to.</param>
/// <param name="Comparand">What the field is compared with.</param>
/// <param name="WantsOld">True when the value from before is used, false when the new one is, or none.</param>
internal sealed record AtomicUse(SyntaxNode Whole, ExpressionSyntax Target, AtomicKind Kind, ExpressionSyntax? Operand, ExpressionSyntax? Comparand, bool WantsOld)
{
    /// <summary>What is done where the field stands as <paramref name="target"/>; null where no single operation does the same.</summary>
    public static AtomicUse? Of(ExpressionSyntax target, SemanticModel model)
    {
        switch (target.Parent)
        {
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step:
                return Step(step, target, step.IsKind(SyntaxKind.PostIncrementExpression), IsUsed(step), model);

            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step:
                return Step(step, target, step.IsKind(SyntaxKind.PreIncrementExpression), false, model);

            case AssignmentExpressionSyntax assignment when assignment.Left == target:
                return OfAssignment(assignment, target, model);

            case ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or RefExpressionSyntax or TupleExpressionSyntax:
            case ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax } }:
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression }:
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression, Parent: AssignmentExpressionSyntax or ArgumentSyntax }:
                return null;

            default:
                return new AtomicUse(target, target, AtomicKind.Read, null, null, false);
        }
    }

    /// <summary>The assignment that makes the new value of the old one, where <paramref name="target"/> is the old one: <c>count = count + 1</c>.</summary>
    public static AssignmentExpressionSyntax? UpdateFrom(ExpressionSyntax target) =>
        target.Parent is BinaryExpressionSyntax { Parent: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment } made && assignment.Right == made
        && (made.RawKind is (int)SyntaxKind.AddExpression or (int)SyntaxKind.BitwiseOrExpression or (int)SyntaxKind.BitwiseAndExpression || made.IsKind(SyntaxKind.SubtractExpression) && made.Left == target)
        && SyntaxFactory.AreEquivalent(assignment.Left, target)
            ? assignment
            : null;

    /// <summary>The object that the field is named with; empty for this object and for static fields.</summary>
    public static string InstanceOf(ExpressionSyntax target) =>
        target is MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax and var instance } ? instance.ToString() : "";

    /// <summary>True when an atomic operation is there already.</summary>
    public static bool IsAtomicAlready(ExpressionSyntax target, SemanticModel model) =>
        target.Parent is ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword, Parent.Parent: InvocationExpressionSyntax call }
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { Name: "Interlocked" or "Volatile", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } };

    private static AtomicUse? OfAssignment(AssignmentExpressionSyntax assignment, ExpressionSyntax target, SemanticModel model)
    {
        if (assignment.Parent is InitializerExpressionSyntax)
            return null;
        if (assignment.Right is BinaryExpressionSyntax made && (UpdateFrom(made.Left) == assignment || UpdateFrom(made.Right) == assignment))
            return OfUpdate(assignment, made, target, model);

        var kind = assignment.Kind() switch
        {
            SyntaxKind.SimpleAssignmentExpression => AtomicKind.Write,
            SyntaxKind.AddAssignmentExpression => AtomicKind.Add,
            SyntaxKind.SubtractAssignmentExpression => AtomicKind.Subtract,
            SyntaxKind.OrAssignmentExpression => AtomicKind.Or,
            SyntaxKind.AndAssignmentExpression => AtomicKind.And,
            _ => (AtomicKind?)null,
        };

        // These give the value from before, or none at all.
        if (kind is null || kind is AtomicKind.Write or AtomicKind.Or or AtomicKind.And && IsUsed(assignment))
            return null;

        return kind == AtomicKind.Write || model.GetOperation(assignment) is ICompoundAssignmentOperation { IsChecked: false, OperatorMethod: null, OutConversion.IsIdentity: true, InConversion.IsIdentity: true }
            ? new AtomicUse(assignment, target, kind.Value, assignment.Right, null, false)
            : null;
    }

    private static AtomicUse? OfUpdate(AssignmentExpressionSyntax assignment, BinaryExpressionSyntax made, ExpressionSyntax target, SemanticModel model)
    {
        var operand = UpdateFrom(made.Left) == assignment ? made.Right : made.Left;
        var isOne = operand is LiteralExpressionSyntax { Token.Value: 1 };
        var kind = made.Kind() switch
        {
            SyntaxKind.AddExpression => isOne ? AtomicKind.Increment : AtomicKind.Add,
            SyntaxKind.SubtractExpression => isOne ? AtomicKind.Decrement : AtomicKind.Subtract,
            SyntaxKind.BitwiseOrExpression => AtomicKind.Or,
            _ => AtomicKind.And,
        };
        var isOnce = !operand.DescendantNodesAndSelf().Any(n => n is IdentifierNameSyntax name && SyntaxFactory.AreEquivalent(name.WithOwner(), target));
        return isOnce && !(kind is AtomicKind.Or or AtomicKind.And && IsUsed(assignment))
            && model.GetOperation(made) is IBinaryOperation { IsChecked: false, OperatorMethod: null, Type: var type } && SymbolEqualityComparer.Default.Equals(type, model.GetTypeInfo(target).Type)
                ? new AtomicUse(assignment, target, kind, kind is AtomicKind.Increment or AtomicKind.Decrement ? null : operand, null, false)
                : null;
    }

    // Interlocked wraps around; arithmetic that is checked throws.
    private static AtomicUse? Step(ExpressionSyntax step, ExpressionSyntax target, bool up, bool wantsOld, SemanticModel model) =>
        model.GetOperation(step) is IIncrementOrDecrementOperation { IsChecked: false, OperatorMethod: null }
            ? new AtomicUse(step, target, up ? AtomicKind.Increment : AtomicKind.Decrement, null, null, wantsOld)
            : null;

    private static bool IsUsed(ExpressionSyntax expression) =>
        expression.Parent is not (ExpressionStatementSyntax or ForStatementSyntax)
        && !(expression.Parent is ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } } or AccessorDeclarationSyntax { Keyword.RawKind: (int)SyntaxKind.SetKeyword } });
}
