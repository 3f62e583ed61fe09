using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;
using static Spillway.CodeFixes.Collections.CheckedKey;

namespace Spillway.CodeFixes.Collections;

/// <summary>Adds what is missing in one step.</summary>
internal static class AtomicAdd
{
    /// <summary><c>GetOrAdd</c>, or <c>TryAdd</c> where nobody wants the value; null where the statements do more.</summary>
    public static (IReadOnlyList<TextChange> Changes, string Method)? Write(CheckedKey key, SemanticModel model, SourceText text)
    {
        if (key.Test is not { } test || test.ContainsDirectives)
            return null;
        if (!key.IsNegated)
            return Returned(key, test, model) is { } returned ? (returned, "GetOrAdd") : Refused(key, test, model, text) is { } refused ? (refused, "TryAdd") : null;

        var body = Inside(test.Statement);
        if (test.Else is null && key.Value is { } value && Made(key, body, value) is { } made)
            return Got(key, test, value, made, model) is { } got ? (got, "GetOrAdd") : null;

        // Who uses the variable afterwards wants the value.
        if (body.Count == 0 || key.SetBy(body[0]) is not { } set || key.Value is { } filled && (Mentions(test.Statement, filled) || IsUsedAfter(test, filled)))
            return null;
        if (IsAtHand(set, model) && key.ValueType.TypeKind != TypeKind.Delegate)
            return Tried(key, test, body, set, text) is { } tried ? (tried, "TryAdd") : null;
        return body.Count == 1 && test.Else is null && key.Factory(set, model) is { } factory
            ? (Replace(test, test, $"{key.Dictionary}.GetOrAdd({key.Key}, {factory});"), "GetOrAdd")
            : null;
    }

    /// <summary>What the variable is set to and the dictionary with it.</summary>
    private static ExpressionSyntax? Made(CheckedKey key, IReadOnlyList<StatementSyntax> body, string value)
    {
        if (body.Count == 2 && Assigned(body[0], value) is { } made && key.SetBy(body[1]) is IdentifierNameSyntax { Identifier.ValueText: var put } && put == value)
            return made;
        return body.Count == 1 && key.SetBy(body[0]) is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax { Identifier.ValueText: var name }, Right: var right } && name == value ? right
            : body.Count == 1 && Assigned(body[0], value) is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var left, Right: var inner } && key.IsElement(left) ? inner : null;
    }

    private static ExpressionSyntax? Assigned(StatementSyntax statement, string name) => statement switch
    {
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax { Identifier.ValueText: var left }, Right: var right } } when left == name => right,
        _ => null,
    };

    private static IReadOnlyList<TextChange>? Got(CheckedKey key, IfStatementSyntax test, string value, ExpressionSyntax made, SemanticModel model)
    {
        if (key.Factory(made, model) is not { } factory || key.Declares && test.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax))
            return null;

        var target = key.Declares ? $"{((DeclarationExpressionSyntax)key.Out!.Expression).Type.ToString().TrimEnd('?')} {value}" : value;
        return Replace(test, test, $"{target} = {key.Dictionary}.GetOrAdd({key.Key}, {factory});");
    }

    /// <summary>What is there is returned; what is not is made, put in and returned.</summary>
    private static IReadOnlyList<TextChange>? Returned(CheckedKey key, IfStatementSyntax test, SemanticModel model)
    {
        bool IsValue(ExpressionSyntax? expression) => expression is not null && (key.IsElement(expression) || expression is IdentifierNameSyntax name && name.Identifier.ValueText == key.Value);
        if (Inside(test.Statement) is not { Count: 1 } there || there[0] is not ReturnStatementSyntax { Expression: var returned } || !IsValue(returned))
            return null;

        // Behind an 'else', or simply afterwards: the branch has returned either way.
        var rest = test.Else is { } other ? Inside(other.Statement) : (test.Parent as BlockSyntax)?.Statements.SkipWhile(s => s != test).Skip(1).Take(3).ToList();
        if (rest is not { Count: 3 } || rest[2] is not ReturnStatementSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var result } } last
            || key.SetBy(rest[1]) is not IdentifierNameSyntax { Identifier.ValueText: var put } || put != result)
        {
            return null;
        }

        var made = rest[0] is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } && variables[0].Identifier.ValueText == result
            ? variables[0].Initializer?.Value
            : Assigned(rest[0], result);
        if (made is null || key.Factory(made, model) is not { } factory)
            return null;

        // A variable that was declared ahead of the question goes on being used.
        var place = new LoopPlace(test);
        var added = $"{key.Dictionary}.GetOrAdd({key.Key}, {factory});";
        var exit = key.Value == result && !key.Declares ? $"{result} = {added}{place.NewLine}{place.Indent}return {result};" : $"return {added}";
        return Replace(test, test.Else is null ? last : test, exit);
    }

    /// <summary>A key that is there already is refused; else it is set.</summary>
    private static IReadOnlyList<TextChange>? Refused(CheckedKey key, IfStatementSyntax test, SemanticModel model, SourceText text)
    {
        if (test.Else is not null || key.Value is not null || !Leaves(test.Statement) || Next(test) is not { } next || key.SetBy(next) is not { } set || !IsAtHand(set, model) || Comments.AreIn(next)
            || key.ValueType.TypeKind == TypeKind.Delegate)
        {
            return null;
        }

        var gone = Lines.Of(next, text);
        if (next.Parent is BlockSyntax { CloseBraceToken: var end } && Next(next) is null && !end.LeadingTrivia.Any(t => t.IsComment()))
            gone = Lines.WithBlankLineAbove(gone, text);
        return new[] { new TextChange(test.Condition.Span, $"!{key.Dictionary}.TryAdd({key.Key}, {set})"), new TextChange(gone, "") };
    }

    private static IReadOnlyList<TextChange>? Tried(CheckedKey key, IfStatementSyntax test, IReadOnlyList<StatementSyntax> body, ExpressionSyntax set, SourceText text)
    {
        var call = $"{key.Dictionary}.TryAdd({key.Key}, {set})";
        if (body.Count == 1 && test.Else is null)
            return Replace(test, test, call + ";");
        return body.Count > 1 && !Comments.AreIn(body[0]) ? new[] { new TextChange(test.Condition.Span, call), new TextChange(Lines.Of(body[0], text), "") } : null;
    }
}
