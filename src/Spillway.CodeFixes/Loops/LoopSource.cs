using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Loops;

/// <summary>What a loop goes over, as an expression and a variable that a query operator can take.</summary>
/// <param name="Items">The source of the items.</param>
/// <param name="Variable">The name of the lambda's parameter.</param>
/// <param name="Unpack">A statement that takes the item apart, for loops that do so in their header; else null.</param>
/// <param name="NeedsLinq">True when the source itself is written with query operators.</param>
internal sealed record LoopSource(string Items, string Variable, string? Unpack, bool NeedsLinq)
{
    /// <summary>The source of <paramref name="loop"/>, or null where it has no form that gives the same items.</summary>
    public static LoopSource? Of(StatementSyntax loop, SemanticModel model, Names names) => loop switch
    {
        ForEachStatementSyntax { AwaitKeyword.RawKind: 0 } each => OfEach(each, each.Identifier.ValueText, null, model),
        ForEachVariableStatementSyntax { AwaitKeyword.RawKind: 0, Variable: DeclarationExpressionSyntax pattern } each =>
            OfParts(each, pattern, model, names),
        ForStatementSyntax counted => OfCounter(counted, model),
        _ => null,
    };

    private static LoopSource? OfParts(ForEachVariableStatementSyntax each, DeclarationExpressionSyntax pattern, SemanticModel model, Names names)
    {
        var entry = names.New("entry");
        return OfEach(each, entry, $"{pattern} = {entry};", model);
    }

    private static LoopSource? OfEach(CommonForEachStatementSyntax each, string variable, string? unpack, SemanticModel model)
    {
        var info = model.GetForEachStatementInfo(each);
        if (info.ElementType is null || !info.ElementConversion.IsIdentity)
            return null;

        // Spans and hand-made enumerators have no query operators.
        var type = model.GetTypeInfo(each.Expression).Type;
        if (type is null || !Sequences(type).Any(s => SymbolEqualityComparer.Default.Equals(s.TypeArguments[0], info.ElementType)))
            return null;

        return new LoopSource(Operand(each.Expression), variable, unpack, NeedsLinq: false);
    }

    private static IEnumerable<INamedTypeSymbol> Sequences(ITypeSymbol type)
    {
        var interfaces = type is INamedTypeSymbol named ? type.AllInterfaces.Insert(0, named) : type.AllInterfaces;
        return interfaces.Where(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T);
    }

    private static LoopSource? OfCounter(ForStatementSyntax loop, SemanticModel model)
    {
        if (loop.Declaration is not { Variables: { Count: 1 } variables }
            || variables[0].Initializer?.Value is not LiteralExpressionSyntax { Token.Value: 0 }
            || model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol { Type.SpecialType: SpecialType.System_Int32 } counter
            || loop.Condition is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax left, Right: var bound }
            || left.Identifier.ValueText != counter.Name
            || loop.Incrementors.Count != 1
            || loop.Incrementors[0].Kind() is not (SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression))
        {
            return null;
        }

        // Enumerable.Range throws for a negative count, where the loop would just not run.
        var isCount = bound is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" };
        var isConstant = model.GetConstantValue(bound) is { HasValue: true, Value: int and >= 0 };
        return isCount || isConstant ? new LoopSource($"Enumerable.Range(0, {bound})", counter.Name, null, NeedsLinq: true) : null;
    }

    /// <summary>The text of an expression as the operand of a member access.</summary>
    private static string Operand(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax or ThisExpressionSyntax or ObjectCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax
            or ArrayCreationExpressionSyntax => expression.ToString(),
        _ => $"({expression})",
    };
}
