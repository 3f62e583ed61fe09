using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Locks;

/// <summary>Writes an atomic operation.</summary>
internal static class AtomicText
{
    /// <summary>The text that takes the place of <see cref="AtomicUse.Whole"/>.</summary>
    public static string Of(AtomicUse use, ITypeSymbol type)
    {
        var call = $"{AtomicTypes.NameOf(use.Kind, type)}(ref {use.Target}{Arguments(use)})";
        if (!use.WantsOld || use.Kind is AtomicKind.Exchange or AtomicKind.CompareExchange)
            return use.Whole is StatementSyntax ? call + ";" : call;

        // These give the value from after.
        var before = use.Kind switch
        {
            AtomicKind.Increment => " - 1",
            AtomicKind.Decrement => " + 1",
            AtomicKind.Add => $" - {use.Operand}",
            _ => $" + {use.Operand}",
        };
        return StandsAlone(use.Whole) ? call + before : $"({call}{before})";
    }

    private static string Arguments(AtomicUse use) => use.Kind switch
    {
        AtomicKind.Read or AtomicKind.Increment or AtomicKind.Decrement => "",
        AtomicKind.Subtract => $", {Negative(use.Operand!)}",
        AtomicKind.CompareExchange => $", {use.Operand}, {use.Comparand}",
        _ => $", {use.Operand}",
    };

    private static string Negative(ExpressionSyntax operand) =>
        operand is LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax or ElementAccessExpressionSyntax ? $"-{operand}" : $"-({operand})";

    private static bool StandsAlone(SyntaxNode whole) =>
        whole.Parent is EqualsValueClauseSyntax or ArgumentSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ParenthesizedExpressionSyntax or InterpolationSyntax
        || whole.Parent is AssignmentExpressionSyntax assignment && assignment.Right == whole && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression);
}
