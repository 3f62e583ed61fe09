using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Async;

/// <summary>
/// A timer that ticks until the method is cancelled: <c>using var timer = new Timer(async _ => …, null, due, period); await Task.Delay(Timeout.Infinite, token);</c>
/// becomes a loop over the ticks of a <c>PeriodicTimer</c>, one after another.
/// </summary>
internal static class TimerLoop
{
    public static AsyncDelegateForm? Of(ObjectCreationExpressionSyntax creation, AnonymousFunctionExpressionSyntax lambda, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("System.Threading.PeriodicTimer") is null
            || lambda is not LambdaExpressionSyntax { Modifiers.Count: 1 }
            || creation.ArgumentList is not { Arguments: { Count: 4 } arguments } || !arguments[1].Expression.IsKind(SyntaxKind.NullLiteralExpression)
            || creation.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type.IsVar: true, Parent: LocalDeclarationStatementSyntax declaration } } variable }
            || declaration is not { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword, Parent: BlockSyntax block }
            || block.Statements.SkipWhile(s => s != declaration).Skip(1).FirstOrDefault() is not ExpressionStatementSyntax { Expression: AwaitExpressionSyntax endless } wait
            || TokenOf(endless, model) is not { } token
            || Period(arguments[3].Expression, model) is not { } period
            || AwaitText.IsRuledOut(creation, model) || HasOtherUses(variable, block) || UsesItsParameter(lambda) || declaration.Span.Length == 0
            || Comments.OrDirectivesAreIn(block, TextSpan.FromBounds(declaration.SpanStart, lambda.Body.SpanStart), TextSpan.FromBounds(lambda.Body.Span.End, wait.Span.End)))
        {
            return null;
        }

        var place = new LoopPlace(declaration);
        var startsAtOnce = IsNothing(arguments[2].Expression, model);
        if (!startsAtOnce && arguments[2].Expression.ToString() != arguments[3].Expression.ToString())
            return null;

        var isBlock = lambda.Body is BlockSyntax;
        var header = $"using var {variable.Identifier} = new PeriodicTimer({period});{place.NewLine}{place.Indent}";
        var next = $"while (await {variable.Identifier}.WaitForNextTickAsync({token}){AwaitStyle.SuffixAt(creation)})";
        var open = isBlock ? place.NewLine + place.Indent : $"{place.NewLine}{place.Indent}{{{place.NewLine}{place.Indent}{place.Unit}";
        var close = isBlock ? "" : $";{place.NewLine}{place.Indent}}}";
        var changes = new List<TextChange>
        {
            new(TextSpan.FromBounds(declaration.SpanStart, lambda.Body.SpanStart), header + (startsAtOnce ? "do" : next) + open),
            new(TextSpan.FromBounds(lambda.Body.Span.End, wait.Span.End), close + (startsAtOnce ? $"{place.NewLine}{place.Indent}{next};" : "")),
        };
        foreach (var exit in lambda.Body.DescendantNodes(Functions.AreNot).OfType<ReturnStatementSyntax>())
        {
            if (exit.Ancestors().TakeWhile(a => a != lambda.Body).Any(a => a is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax))
                return null;
            changes.Add(new TextChange(exit.ReturnKeyword.Span, "continue"));
        }

        return new AsyncDelegateForm("Use a PeriodicTimer, one tick after another", "PeriodicTimer", changes);
    }

    /// <summary>The token of a delay without end; empty where it has none.</summary>
    private static string? TokenOf(AwaitExpressionSyntax wait, SemanticModel model)
    {
        var expression = wait.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner } } ? inner : wait.Expression;
        if (expression is not InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 or 2 } arguments } delay
            || model.GetSymbolInfo(delay).Symbol is not IMethodSymbol { Name: "Delay" } method || !method.ContainingType.IsTaskLike())
        {
            return null;
        }

        var isEndless = model.GetConstantValue(arguments[0].Expression) is { HasValue: true, Value: -1 }
            || model.GetSymbolInfo(arguments[0].Expression).Symbol is IFieldSymbol { Name: "InfiniteTimeSpan" };
        return !isEndless ? null : arguments.Count == 2 ? arguments[1].ToString() : "";
    }

    private static string? Period(ExpressionSyntax period, SemanticModel model)
    {
        var type = model.GetTypeInfo(period).Type;
        if (type is { Name: "TimeSpan" })
            return period.ToString();

        // A period of zero or less means once, which is no loop.
        return model.GetConstantValue(period) is { HasValue: true, Value: int and > 0 } ? $"TimeSpan.FromMilliseconds({period})" : null;
    }

    /// <summary>True for a time that is over as soon as it begins: the first tick comes at once.</summary>
    public static bool IsNothing(ExpressionSyntax due, SemanticModel model) =>
        model.GetConstantValue(due) is { HasValue: true, Value: 0 } || model.GetSymbolInfo(due).Symbol is IFieldSymbol { Name: "Zero", ContainingType.Name: "TimeSpan" };

    private static bool HasOtherUses(VariableDeclaratorSyntax variable, BlockSyntax block) =>
        block.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == variable.Identifier.ValueText);

    /// <summary>True for a callback that looks at its state.</summary>
    public static bool UsesItsParameter(AnonymousFunctionExpressionSyntax lambda)
    {
        var name = lambda switch
        {
            SimpleLambdaExpressionSyntax { Parameter.Identifier.ValueText: var only } => only,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } => parameters[0].Identifier.ValueText,
            _ => null,
        };
        return name is null || lambda.Body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == name);
    }
}
