using System.Collections.Generic;
using System.Collections.Immutable;
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
    /// <summary>True for a counter that is the index of its turn.</summary>
    public bool IsPlainCount { get; init; }

    /// <summary>The source as an argument, where nothing hangs on it.</summary>
    public string Argument { get; init; } = Items;

    /// <summary>The namespaces that the source is written with.</summary>
    public ImmutableArray<string> Imports => !NeedsLinq ? ImmutableArray<string>.Empty
        : Items.Contains("Math.Max(") ? ImmutableArray.Create("System.Linq", "System")
        : ImmutableArray.Create("System.Linq");

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

        return new LoopSource(Operand(each.Expression), variable, unpack, NeedsLinq: false) { Argument = each.Expression.ToString() };
    }

    private static IEnumerable<INamedTypeSymbol> Sequences(ITypeSymbol type)
    {
        var interfaces = type is INamedTypeSymbol named ? type.AllInterfaces.Insert(0, named) : type.AllInterfaces;
        return interfaces.Where(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T);
    }

    /// <summary>A counter that goes up or down by one or by a constant, between ends that nobody moves meanwhile.</summary>
    private static LoopSource? OfCounter(ForStatementSyntax loop, SemanticModel model)
    {
        if (loop.Declaration is not { Variables: { Count: 1 } variables }
            || variables[0].Initializer?.Value is not { } start
            || model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol { Type.SpecialType: SpecialType.System_Int32 } counter
            || loop.Condition is not BinaryExpressionSyntax { Left: IdentifierNameSyntax left, Right: var bound } condition
            || left.Identifier.ValueText != counter.Name
            || loop.Incrementors.Count != 1
            || StepOf(loop.Incrementors[0], counter, model) is not { } step)
        {
            return null;
        }

        if (step < 0)
            return OfCountdown(start, condition, bound, step, counter, model);
        if (model.GetConstantValue(start) is not { HasValue: true, Value: int and >= 0 and < 1_000_000 and var first } || EndOf(bound, condition.Kind(), first, model) is not { } count)
            return null;

        var isPlain = first == 0 && step == 1 && count == bound.ToString();
        var items = step == 1
            ? $"Enumerable.Range({first}, {count})"
            : $"Enumerable.Range(0, ({count} + {step - 1}) / {step}).Select({counter.Name} => {(first == 0 ? "" : $"{first} + ")}{counter.Name} * {step})";
        return new LoopSource(items, counter.Name, null, NeedsLinq: true) { IsPlainCount = isPlain };
    }

    /// <summary><c>for (var i = items.Count - 1; i >= 0; i--)</c>.</summary>
    private static LoopSource? OfCountdown(ExpressionSyntax start, BinaryExpressionSyntax condition, ExpressionSyntax bound, int step, ILocalSymbol counter, SemanticModel model)
    {
        var endsAtZero = condition.Kind() switch
        {
            SyntaxKind.GreaterThanOrEqualExpression => model.GetConstantValue(bound) is { HasValue: true, Value: 0 },
            SyntaxKind.GreaterThanExpression => model.GetConstantValue(bound) is { HasValue: true, Value: -1 },
            _ => false,
        };
        return step == -1 && endsAtZero
            && start is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression, Left: var count, Right: var one } && IsCount(count) && model.GetConstantValue(one) is { HasValue: true, Value: 1 }
            ? new LoopSource($"Enumerable.Range(0, {count}).Reverse()", counter.Name, null, NeedsLinq: true)
            : null;
    }

    private static int? StepOf(ExpressionSyntax change, ILocalSymbol counter, SemanticModel model)
    {
        var (target, step) = change switch
        {
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression } up => (up.Operand, (int?)1),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression } up => (up.Operand, 1),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostDecrementExpression } down => (down.Operand, -1),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreDecrementExpression } down => (down.Operand, -1),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } by when model.GetConstantValue(by.Right) is { HasValue: true, Value: int and > 0 and < 1_000_000 and var value } => (by.Left, value),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var set, Right: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression, Left: var from, Right: var by } }
                when set.IsEquivalentTo(from, topLevel: false) && model.GetConstantValue(by) is { HasValue: true, Value: int and > 0 and < 1_000_000 and var value } => (set, value),
            _ => (change, null),
        };
        return target is IdentifierNameSyntax name && name.Identifier.ValueText == counter.Name ? step : null;
    }

    /// <summary>How many numbers there are from <paramref name="first"/> up to the bound; <c>Enumerable.Range</c> throws for a negative count, where the loop would just not run.</summary>
    private static string? EndOf(ExpressionSyntax bound, SyntaxKind comparison, int first, SemanticModel model)
    {
        if (comparison is not (SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression))
            return null;

        var less = first - (comparison == SyntaxKind.LessThanOrEqualExpression ? 1 : 0);
        if (model.GetConstantValue(bound) is { HasValue: true, Value: int and >= 0 and < 1_000_000_000 and var last })
            return less == 0 && bound is LiteralExpressionSyntax ? bound.ToString() : System.Math.Max(0, last - less).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (IsCount(bound) && less <= 0)
            return less == 0 ? bound.ToString() : $"{bound} + {-less}";
        if (!IsCount(bound) && !(bound is IdentifierNameSyntax && model.GetSymbolInfo(bound).Symbol is ILocalSymbol { Type.SpecialType: SpecialType.System_Int32 } or IParameterSymbol { Type.SpecialType: SpecialType.System_Int32 }))
            return null;

        return less == 0 ? $"Math.Max(0, {bound})" : less > 0 ? $"Math.Max(0, {bound} - {less})" : null;
    }

    private static bool IsCount(ExpressionSyntax bound) => bound is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" };

    /// <summary>The text of an expression as the operand of a member access.</summary>
    private static string Operand(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax or ThisExpressionSyntax or ObjectCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax
            or ArrayCreationExpressionSyntax => expression.ToString(),
        _ => $"({expression})",
    };
}
