using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;
using static Spillway.CodeFixes.Collections.CheckedKey;

namespace Spillway.CodeFixes.Collections;

/// <summary>
/// Who adds the key goes on, who comes second leaves as if the key had been there: <c>if (!map.TryAdd(key, made)) return;</c>, or <c>map.TryAdd(key, made);</c> where nothing
/// follows. The value is made before, as it was.
/// </summary>
internal static class AddedFirst
{
    /// <summary>The changes for one step that runs only for a missing key, and what they use; null where what was found is used.</summary>
    public static (IReadOnlyList<TextChange> Changes, string Way)? Write(CheckedKey key, IReadOnlyList<SyntaxNode> acts, SemanticModel model, SourceText text)
    {
        if (acts.Count != 1 || key.Value is not null || key.Test is not { Else: null, ContainsDirectives: false } test || key.ValueType.TypeKind == TypeKind.Dynamic
            || acts[0].FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { ContainsDirectives: false } put || key.SetBy(put) is not { } made || !put.Span.Contains(acts[0].Span)
            || made.DescendantNodesAndSelf().Any(n => n is AssignmentExpressionSyntax) || Comments.AreInside(put))
        {
            return null;
        }

        var added = $"{key.Dictionary}.TryAdd({key.Key}, {made})";
        if (IsLast(test, put, key.IsNegated))
            return put.Expression is AssignmentExpressionSyntax ? (new[] { new TextChange(put.Expression.Span, added) }, "TryAdd") : null;
        return (key.IsNegated ? Around(test, put, added, text) : Behind(test, put, added, model)) is { } changes ? (changes, "TryAdd, and go on only as the first") : null;
    }

    /// <summary>Nothing hangs on who was first: where the one who finds the key goes, the other has come to as well.</summary>
    private static bool IsLast(IfStatementSyntax test, ExpressionStatementSyntax put, bool isInside) => Next(put) is null && (isInside
        ? put.Parent == test.Statement
        : put.Parent == test.Parent && Inside(test.Statement) is { Count: 1 } inside && inside[0] switch
        {
            ReturnStatementSyntax { Expression: null } => put.Parent?.Parent is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or AccessorDeclarationSyntax,
            ContinueStatementSyntax => put.Parent?.Parent is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax,
            _ => false,
        });

    /// <summary>What comes after the step runs only for who has added the key.</summary>
    private static IReadOnlyList<TextChange>? Around(IfStatementSyntax test, ExpressionStatementSyntax put, string added, SourceText text)
    {
        if (put.Parent != test.Statement || Next(put) is not { } next || test.Statement is not BlockSyntax block || Lines.IndentOf(put, text) is not { } indent || Lines.IndentOf(next, text) is null
            || block.Statements.SkipWhile(s => s != next).Any(s => !Lines.CanBeIndented(s) || s is LabeledStatementSyntax or LocalFunctionStatementSyntax) || block.CloseBraceToken.LeadingTrivia.Any(t => t.IsComment()))
        {
            return null;
        }

        var place = new LoopPlace(put);
        var rest = string.Join("\n", Lines.Of(next, block.Statements.Last(), text).Split('\n').Select(line => line.Trim().Length == 0 ? line : place.Unit + line)).TrimEnd('\r');
        return new[]
        {
            new TextChange(put.Expression.Span, $"if ({added})"),
            new TextChange(TextSpan.FromBounds(put.SemicolonToken.SpanStart, block.Statements.Last().FullSpan.End), $"{Tail(put)}{place.NewLine}{indent}{{{place.NewLine}{rest}{place.NewLine}{indent}}}{place.NewLine}"),
        };
    }

    /// <summary>The comment behind the step on its line.</summary>
    private static string Tail(ExpressionStatementSyntax put) => put.GetTrailingTrivia().Any(t => t.IsComment()) ? put.GetTrailingTrivia().ToFullString().TrimEnd() : "";

    /// <summary>Who comes second leaves in the way that the question has for who finds the key.</summary>
    private static IReadOnlyList<TextChange>? Behind(IfStatementSyntax test, ExpressionStatementSyntax put, string added, SemanticModel model)
    {
        if (put.Parent != test.Parent || put.Parent is not (BlockSyntax or SwitchSectionSyntax) || Inside(test.Statement) is not { Count: 1 } inside || !CanBeSaidAgain(inside[0], model) || Comments.AreInside(inside[0])
            || put.Parent.DescendantNodes().Any(n => n is LabeledStatementSyntax))
        {
            return null;
        }

        var place = new LoopPlace(put);
        var (open, close) = test.Statement is BlockSyntax ? ($"{place.NewLine}{place.Indent}{{", $"{place.NewLine}{place.Indent}}}") : ("", "");
        return new[] { new TextChange(put.Span, $"if (!{added}){open}{place.NewLine}{place.Indent}{place.Unit}{inside[0]}{close}") };
    }

    /// <summary>A jump that says the same further down.</summary>
    private static bool CanBeSaidAgain(StatementSyntax jump, SemanticModel model) => jump switch
    {
        ReturnStatementSyntax { Expression: null } or BreakStatementSyntax or ContinueStatementSyntax => true,
        ReturnStatementSyntax { Expression: { } value } => value.DescendantNodesAndSelf().All(n => n is not (AwaitExpressionSyntax or ObjectCreationExpressionSyntax or AssignmentExpressionSyntax or AnonymousFunctionExpressionSyntax))
            && value.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().All(name => model.GetSymbolInfo(name).Symbol is ITypeSymbol or INamespaceSymbol or IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true }
                or IPropertySymbol { Name: "CompletedTask" } or IMethodSymbol { Name: "FromResult", ContainingType.Name: "Task" or "ValueTask" }),
        ThrowStatementSyntax { Expression: ObjectCreationExpressionSyntax } => true,
        _ => false,
    };
}
