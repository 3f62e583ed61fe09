using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using static Spillway.CodeFixes.Collections.CheckedKey;

namespace Spillway.CodeFixes.Collections;

/// <summary>
/// What was made for a missing key is put in by <c>GetOrAdd</c>, and all go on with what the key has then: <c>value = map.GetOrAdd(key, value)</c>. It may have been awaited, or taken
/// many statements to make: it is made before, as it was.
/// </summary>
internal static class AdoptedValue
{
    /// <summary>The changes for steps that run only for a missing key; null where what was found and what was made do not go the same way afterwards.</summary>
    public static IReadOnlyList<TextChange>? Write(CheckedKey key, IEnumerable<SyntaxNode> acts, SemanticModel model)
    {
        if (key.Test is not { } test || key.ValueType.TypeKind is TypeKind.Delegate or TypeKind.Dynamic || model.GetTypeInfo(key.Dictionary).Type?.GetMembers("GetOrAdd").IsEmpty != false
            || test.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().Any(n => n is GotoStatementSyntax) == true)
        {
            return null;
        }

        var changes = new List<TextChange>();
        foreach (var act in acts)
        {
            if (act.FirstAncestorOrSelf<StatementSyntax>() is not { ContainsDirectives: false } statement || (Chained(key, act, statement, model) ?? Put(key, act, statement, model)) is not { } one)
                return null;
            changes.AddRange(one);
        }

        return changes.Count > 0 ? changes : null;
    }

    /// <summary><c>return map[key] = made;</c>, <c>var value = map[key] = made;</c></summary>
    private static IReadOnlyList<TextChange>? Chained(CheckedKey key, SyntaxNode act, StatementSyntax statement, SemanticModel model)
    {
        if (!key.IsElement(act) || act.Parent is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: not ExpressionStatementSyntax, Right: var made } assignment || assignment.Left != act
            || model.GetTypeInfo(made).Type is not { TypeKind: not (TypeKind.Dynamic or TypeKind.Delegate) } || made is AssignmentExpressionSyntax)
        {
            return null;
        }

        var goesTheSameWay = assignment.Parent switch
        {
            ReturnStatementSyntax => Returns(key, Present(key)),
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var name, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } } } => IsReturnedNext(key, statement, name),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax { Identifier.ValueText: var name }, Parent: ExpressionStatementSyntax } => IsReturnedNext(key, statement, name) || name == key.Value && Joins(key, statement),
            _ => false,
        };
        return !goesTheSameWay ? null : new[]
        {
            new TextChange(TextSpan.FromBounds(assignment.SpanStart, made.SpanStart), $"{key.Dictionary}.GetOrAdd({key.Key}, "),
            new TextChange(new TextSpan(made.Span.End, 0), ")"),
        };
    }

    /// <summary><c>map[key] = value;</c>, <c>map.TryAdd(key, value);</c></summary>
    private static IReadOnlyList<TextChange>? Put(CheckedKey key, SyntaxNode act, StatementSyntax statement, SemanticModel model)
    {
        if (key.SetBy(statement) is not IdentifierNameSyntax value || !statement.Span.Contains(act.Span) || model.GetSymbolInfo(value).Symbol is not { } variable
            || variable is not (ILocalSymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } }))
        {
            return null;
        }

        var name = value.Identifier.ValueText;
        if (variable is IParameterSymbol && name != key.Value || !IsReturnedNext(key, statement, name) && !(name == key.Value && Joins(key, statement)))
            return null;

        var added = $"{key.Dictionary}.GetOrAdd({key.Key}, {value})";
        var isSame = TypeOf(variable) is { } type && SymbolEqualityComparer.Default.Equals(type, key.ValueType);
        if (Next(statement) is ReturnStatementSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var returned } result } exit && returned == name
            && (isSame || key.ValueType.IsReferenceType && model.GetTypeInfo(result) is { Type.IsReferenceType: true, ConvertedType: { } wanted } && model.Compilation.ClassifyCommonConversion(key.ValueType, wanted).IsImplicit))
        {
            return Replace(statement, exit, $"return {added};");
        }

        return !isSame || variable is ILocalSymbol { IsForEach: true } or ILocalSymbol { IsUsing: true } or ILocalSymbol { IsFixed: true } || IsPartOfTurn(variable) ? null
            : new[] { new TextChange(((ExpressionStatementSyntax)statement).Expression.Span, $"{value.Identifier} = {added}") };
    }

    /// <summary>True for <c>value</c> in <c>foreach (var (name, value) in pairs)</c>.</summary>
    private static bool IsPartOfTurn(ISymbol variable) =>
        variable.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is SingleVariableDesignationSyntax part && part.FirstAncestorOrSelf<ForEachVariableStatementSyntax>()?.Variable.Span.Contains(part.Span) == true);

    private static ITypeSymbol? TypeOf(ISymbol variable) => variable switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol { RefKind: RefKind.None or RefKind.Ref or RefKind.Out } parameter => parameter.Type,
        _ => null,
    };

    private static StatementSyntax? Present(CheckedKey key) => key.IsNegated ? key.Test!.Else?.Statement : key.Test!.Statement;

    /// <summary>What was found is returned, or what comes of it, and so is what was made. Where more is done with what was found, who comes second had to do it too.</summary>
    private static bool IsReturnedNext(CheckedKey key, StatementSyntax statement, string name) =>
        Next(statement) is ReturnStatementSyntax { Expression: { } returned } && Mentions(returned, name) && Returns(key, Present(key));

    private static bool Returns(CheckedKey key, StatementSyntax? present) =>
        Inside(present) is { Count: 1 } there && there[0] is ReturnStatementSyntax { Expression: { } returned } && (key.Value is { } found ? Mentions(returned, found) : returned.DescendantNodesAndSelf().Any(key.IsElement));

    /// <summary>Nothing else is done with what was made before the way of what was found is reached.</summary>
    private static bool Joins(CheckedKey key, StatementSyntax statement)
    {
        if (Inside(Present(key)).Count > 0 || (key.IsNegated ? key.Test!.Statement : key.Test!.Else?.Statement) is not { } absent)
            return false;

        SyntaxNode last = statement;
        while (last != absent)
        {
            if (last.Parent is BlockSyntax block ? block.Statements.Last() != last : last.Parent is not (IfStatementSyntax or ElseClauseSyntax))
                return false;
            last = last.Parent;
        }

        return IsUsedAfter(key.Test!, key.Value!);
    }
}
