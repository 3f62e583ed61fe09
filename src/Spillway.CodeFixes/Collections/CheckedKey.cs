using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Collections;

/// <summary>A question to a concurrent dictionary as it stands in the text.</summary>
/// <param name="Call">The question; where a value is made of the one before, the element.</param>
/// <param name="Dictionary">The dictionary.</param>
/// <param name="Key">The key.</param>
/// <param name="Out">The out argument of <c>TryGetValue</c>.</param>
/// <param name="Test">The statement whose whole condition is the question.</param>
/// <param name="IsNegated">True when the condition is the opposite of the question.</param>
/// <param name="ValueType">The type of the values.</param>
internal sealed record CheckedKey(ExpressionSyntax Call, ExpressionSyntax Dictionary, ExpressionSyntax Key, ArgumentSyntax? Out, IfStatementSyntax? Test, bool IsNegated, ITypeSymbol ValueType)
{
    /// <summary>The variable that gets the value; null where nobody wants it.</summary>
    public string? Value => Target switch
    {
        IdentifierNameSyntax { Identifier.ValueText: not "_" and var name } => name,
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax { Identifier.ValueText: var name } } => name,
        _ => null,
    };

    /// <summary>What the value goes to, without the mark that it may be nothing.</summary>
    private ExpressionSyntax? Target => Out?.Expression is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression, Operand: var target } ? target : Out?.Expression;

    /// <summary>True when the question declares the variable.</summary>
    public bool Declares => Out?.Expression is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax };

    public static CheckedKey? Of(SyntaxNode node, SemanticModel model)
    {
        if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var dictionary, Name.Identifier.ValueText: "ContainsKey" or "TryGetValue" }, ArgumentList.Arguments: { Count: > 0 } arguments } call
            || model.GetTypeInfo(dictionary).Type is not INamedTypeSymbol { TypeArguments: { Length: 2 } types })
        {
            return null;
        }

        ExpressionSyntax condition = call;
        var isNegated = false;
        while (condition.Parent is ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression })
        {
            condition = (ExpressionSyntax)condition.Parent;
            isNegated ^= condition is PrefixUnaryExpressionSyntax;
        }

        var test = condition.Parent is IfStatementSyntax statement && statement.Condition == condition ? statement : null;
        var key = new CheckedKey(call, dictionary, arguments[0].Expression, arguments.Count > 1 ? arguments[1] : null, test, isNegated, types[1]);

        // An element of an array, or a member of something, keeps the value for others to see.
        return key.Target is null or IdentifierNameSyntax or DeclarationExpressionSyntax ? key : null;
    }

    public static IReadOnlyList<StatementSyntax> Inside(StatementSyntax? statement) => statement switch
    {
        null => System.Array.Empty<StatementSyntax>(),
        BlockSyntax block => block.Statements,
        _ => new[] { statement },
    };

    public static bool Leaves(StatementSyntax statement) =>
        Inside(statement).LastOrDefault() is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax;

    /// <summary>The value that a statement sets for the key, by the indexer or <c>TryAdd</c>; null for other statements.</summary>
    public ExpressionSyntax? SetBy(StatementSyntax? statement) => statement is not ExpressionStatementSyntax { Expression: var expression } ? null : expression switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var left, Right: var right } when IsElement(left) => right,
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } when IsCall(expression, "TryAdd") => arguments[1].Expression,
        _ => null,
    };

    /// <summary>True for the value of the key.</summary>
    public bool IsElement(SyntaxNode node) =>
        node is ElementAccessExpressionSyntax { Expression: var owner, ArgumentList.Arguments: { Count: 1 } arguments } && Same(owner, Dictionary) && Same(arguments[0].Expression, Key);

    /// <summary>True for a call of <paramref name="name"/> with the same key.</summary>
    public bool IsCall(SyntaxNode node, string name) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var owner, Name.Identifier.ValueText: var called }, ArgumentList.Arguments: { Count: > 0 } arguments }
        && called == name && Same(owner, Dictionary) && Same(arguments[0].Expression, Key);

    /// <summary>True for values that are there already: using them costs nothing and says nothing.</summary>
    public static bool IsAtHand(ExpressionSyntax value, SemanticModel model) => value switch
    {
        LiteralExpressionSyntax literal => !literal.IsKind(SyntaxKind.NullLiteralExpression) && !literal.IsKind(SyntaxKind.DefaultLiteralExpression),
        IdentifierNameSyntax name => model.GetSymbolInfo(name).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true },
        MemberAccessExpressionSyntax member => model.GetSymbolInfo(member).Symbol is IFieldSymbol { IsConst: true } or IFieldSymbol { IsStatic: true, IsReadOnly: true },
        _ => false,
    };

    /// <summary>The argument that makes a value only when it is needed; null where it cannot move into a function.</summary>
    public string? Factory(ExpressionSyntax value, SemanticModel model)
    {
        if (ValueType.TypeKind == TypeKind.Delegate || value.DescendantNodesAndSelf().Any(n => n is AwaitExpressionSyntax or DeclarationExpressionSyntax or SingleVariableDesignationSyntax or AssignmentExpressionSyntax or ThrowExpressionSyntax)
            || !Capture.IsPossible(new SyntaxNode[] { value }, model) || Value is { } own && Mentions(value, own))
        {
            return null;
        }

        if (IsAtHand(value, model))
            return value.ToString();
        if (Key is not IdentifierNameSyntax { Identifier.ValueText: var key } || !Mentions(value, key) || value.DescendantNodes().Any(n => n is AnonymousFunctionExpressionSyntax or QueryExpressionSyntax))
            return $"{Unused(value)} => {value}";

        // The function gets the key, so that it needs nothing from around it.
        var name = new Names(Call).New(key == "key" ? "k" : "key");
        var uses = value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == key && n.Parent is not (MemberBindingExpressionSyntax or NameColonSyntax) && !(n.Parent is MemberAccessExpressionSyntax access && access.Name == n));
        return $"{name} => {value.ReplaceNodes(uses, (n, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(n))}";
    }

    /// <summary>The name of a parameter that <paramref name="code"/> does not use: <c>_</c>, unless that is a variable in it.</summary>
    public string Unused(SyntaxNode code) => code.DescendantTokens().Any(t => t.Text == "_") ? new Names(Call).New("key") : "_";

    public static bool Mentions(SyntaxNode node, string name) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == name);

    /// <summary>True when the variable is used after <paramref name="statement"/>.</summary>
    public static bool IsUsedAfter(StatementSyntax statement, string name) =>
        statement.ScopeOfLocals().DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == name && t.SpanStart > statement.Span.End);

    /// <summary>One change for everything from <paramref name="first"/> to the end of <paramref name="last"/>; comments stay, in front.</summary>
    public static IReadOnlyList<TextChange> Replace(StatementSyntax first, StatementSyntax last, string text) =>
        new[] { new LoopPlace(first).KeepComments(new TextChange(TextSpan.FromBounds(first.SpanStart, last.Span.End), text)) };

    public static StatementSyntax? Next(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax { Statements: var statements } => statements.ElementAtOrDefault(statements.IndexOf(statement) + 1),
        SwitchSectionSyntax { Statements: var statements } => statements.ElementAtOrDefault(statements.IndexOf(statement) + 1),
        _ => null,
    };

    private static bool Same(SyntaxNode left, SyntaxNode right) => SyntaxFactory.AreEquivalent(left, right);
}
