using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Locks;

/// <summary>Gives a read without a lock an order.</summary>
internal static class OrderedRead
{
    /// <summary>The change that makes the field volatile.</summary>
    public static IReadOnlyList<TextChange>? MakeVolatile(ExpressionSyntax read, SemanticModel model)
    {
        if (model.GetSymbolInfo(read).Symbol is not IFieldSymbol { IsVolatile: false } field || field.DeclaringSyntaxReferences.FirstOrDefault() is not { } reference || reference.SyntaxTree != read.SyntaxTree
            || reference.GetSyntax().FirstAncestorOrSelf<FieldDeclarationSyntax>() is not { Declaration: { Variables.Count: 1 } declaration })
        {
            return null;
        }

        return new[] { new TextChange(new TextSpan(declaration.SpanStart, 0), "volatile ") };
    }

    /// <summary>The changes that read and set the field in one place with <c>Volatile</c>.</summary>
    public static IReadOnlyList<TextChange>? Write(ExpressionSyntax read, AssignmentExpressionSyntax set, SemanticModel model)
    {
        if (model.GetSymbolInfo(read).Symbol is not IFieldSymbol { IsVolatile: false } field || !AtomicTypes.Offers(AtomicKind.Read, field.Type, model.Compilation)
            // What the compiler knows of the field itself, it does not know of what Volatile gives.
            || field.Type.IsReferenceType && model.GetNullableContext(read.SpanStart).WarningsEnabled()
            || set.Parent is not ExpressionStatementSyntax || !set.IsKind(SyntaxKind.SimpleAssignmentExpression) || read.Parent is AssignmentExpressionSyntax { Left: var left } && left == read)
        {
            return null;
        }

        return new[]
        {
            new TextChange(read.Span, $"Volatile.Read(ref {read})"),
            new TextChange(set.Span, $"Volatile.Write(ref {set.Left}, {set.Right})"),
        }.OrderBy(c => c.Span.Start).ToList();
    }
}
