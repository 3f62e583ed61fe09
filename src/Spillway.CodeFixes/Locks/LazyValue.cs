using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>Makes a <c>Lazy</c> of a field that one member fills on first use and gives out.</summary>
internal static class LazyValue
{
    /// <summary>The changes, or null where the member or the class does more with the field than that.</summary>
    public static IReadOnlyList<TextChange>? Write(ExpressionSyntax read, AssignmentExpressionSyntax set, SemanticModel model, SourceText text)
    {
        if (model.GetSymbolInfo(read).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, Type: { IsReferenceType: true } valueType } field
            || read.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || !SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(type), field.ContainingType) || type.Modifiers.Any(SyntaxKind.PartialKeyword)
            || type.Members.OfType<FieldDeclarationSyntax>().FirstOrDefault(f => f.Declaration.Variables is { Count: 1 } v && v[0].Identifier.ValueText == field.Name) is not { } declaration
            || declaration.Declaration.Variables[0].Initializer is not null || declaration.Modifiers.Any(SyntaxKind.VolatileKeyword) || Comments.AreIn(declaration.Declaration)
            || read.Ancestors().OfType<BlockSyntax>().LastOrDefault() is not { Parent: AccessorDeclarationSyntax or MethodDeclarationSyntax } body || model.Compilation is not CSharpCompilation { LanguageVersion: >= LanguageVersion.CSharp9 })
        {
            return null;
        }

        var gate = set.FirstAncestorOrSelf<LockStatementSyntax>();
        if (gate is null || !IsWhole(body, field.Name, gate) || Comments.AreIn(body) || !IsFree(set.Right, field, model)
            || type.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == field.Name && !body.Span.Contains(n.Span)))
        {
            return null;
        }

        var name = valueType.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToMinimalDisplayString(model, declaration.SpanStart);
        var lazy = $"Lazy<{name}> {field.Name} = new(() => {set.Right})";
        var value = model.GetSymbolInfo(read).Symbol is { } && read is MemberAccessExpressionSyntax ? read.ToString() : field.Name;
        var changes = new List<TextChange>
        {
            new(declaration.Declaration.Span, (declaration.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) ? "" : "readonly ") + lazy),
            new(TextSpan.FromBounds(body.Statements[0].SpanStart, body.Statements.Last().Span.End), $"return {value}.Value;"),
        };
        if (model.GetSymbolInfo(gate.Expression).Symbol is IFieldSymbol locked
            && type.DescendantNodes().OfType<IdentifierNameSyntax>().Count(n => n.Identifier.ValueText == locked.Name) == 1 && UnusedLock.Removal(locked, type, text) is { } removal)
        {
            changes.Add(removal);
        }

        return changes.OrderBy(c => c.Span.Start).ToList();
    }

    /// <summary>True for a body that does nothing but fill the field once and return it.</summary>
    private static bool IsWhole(BlockSyntax body, string field, LockStatementSyntax gate)
    {
        switch (body.Statements.Count)
        {
            case 2 when body.Statements[0] is IfStatementSyntax { Else: null } test && Returns(body.Statements[1], field):
                return Only(test.Statement) == gate && Asks(test, field) && Fills(Inside(gate.Statement), field);
            case 2 when body.Statements[0] is IfStatementSyntax { Else: null } test && Returns(Only(test.Statement), field) && Asks(test, field) && body.Statements[1] == gate:
                var inside = Inside(gate.Statement);
                return inside.Count > 1 && Returns(inside[inside.Count - 1], field) && Fills(inside.Take(inside.Count - 1).ToList(), field);
            default:
                return false;
        }
    }

    private static bool Fills(IReadOnlyList<StatementSyntax> statements, string field) => statements.Count == 1 && statements[0] switch
    {
        IfStatementSyntax { Else: null } test => Asks(test, field) && Only(test.Statement) is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var left } } && IsField(left, field),
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression, Left: var left } } => IsField(left, field),
        _ => false,
    };

    private static bool Asks(IfStatementSyntax test, string field) => test.Condition switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Left: var left, Right: LiteralExpressionSyntax } => IsField(left, field),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Left: LiteralExpressionSyntax, Right: var right } => IsField(right, field),
        IsPatternExpressionSyntax { Expression: var matched } => IsField(matched, field),
        _ => false,
    };

    private static bool Returns(StatementSyntax? statement, string field) =>
        statement is ReturnStatementSyntax { Expression: { } returned } && IsField(returned is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression, Operand: var operand } ? operand : returned, field);

    private static bool IsField(ExpressionSyntax expression, string field) =>
        expression is IdentifierNameSyntax name && name.Identifier.ValueText == field || expression is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var member } && member == field;

    private static StatementSyntax? Only(StatementSyntax statement) => Inside(statement) is { Count: 1 } one ? one[0] : null;

    private static IReadOnlyList<StatementSyntax> Inside(StatementSyntax statement) => statement is BlockSyntax block ? block.Statements : new[] { statement };

    /// <summary>True when the value can be made outside of the member: from nothing that only the member or the object has.</summary>
    private static bool IsFree(ExpressionSyntax value, IFieldSymbol field, SemanticModel model) =>
        !value.DescendantNodesAndSelf().Any(n => n is ThisExpressionSyntax or BaseExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax
            || n is SimpleNameSyntax name && model.GetSymbolInfo(name).Symbol is var symbol
                && (symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol && !value.Span.Contains(symbol.DeclaringSyntaxReferences.FirstOrDefault()?.Span ?? default)
                    || symbol is IFieldSymbol or IPropertySymbol or IMethodSymbol or IEventSymbol && !symbol.IsStatic && !field.IsStatic && symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor } && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)));
}
