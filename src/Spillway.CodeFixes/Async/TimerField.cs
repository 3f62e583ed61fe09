using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Async;

/// <summary>
/// A timer that a private field keeps until it is disposed of: <c>_timer = new Timer(Tick, null, 1000, 1000)</c> becomes a <c>PeriodicTimer</c> in the field, and a task that
/// goes from tick to tick until it is.
/// </summary>
internal static class TimerField
{
    private const string Type = "PeriodicTimer";

    /// <summary>The form of a timer that runs <paramref name="callback"/>, a lambda or the name of a method; null where the field or the method is used in another way.</summary>
    public static AsyncDelegateForm? Of(BaseObjectCreationExpressionSyntax creation, ExpressionSyntax callback, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("System.Threading.PeriodicTimer") is null || model.GetTypeInfo(creation).Type is not { Name: "Timer", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } }
            || creation is not { ArgumentList.Arguments: { Count: 4 } arguments, Initializer: null } || arguments.Any(argument => argument.NameColon is not null) || arguments[0].Expression != callback
            || !arguments[1].Expression.IsKind(SyntaxKind.NullLiteralExpression) || Period(arguments[3].Expression, model) is not { } period
            || creation.Parent is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax target, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement }
            || FieldOf(target, model) is not { } field || Uses(field, creation, model) is not { } changes)
        {
            return null;
        }

        var startsAtOnce = TimerLoop.IsNothing(arguments[2].Expression, model);
        if (!startsAtOnce && arguments[2].Expression.ToString() != arguments[3].Expression.ToString())
            return null;

        var name = new Names(statement).New("timer");
        var place = new LoopPlace(statement);
        var start = $"var {name} = new {Type}({period});{place.NewLine}{place.Indent}{target} = {name};{place.NewLine}{place.Indent}_ = Task.Run(";
        switch (callback)
        {
            case LambdaExpressionSyntax { Modifiers.Count: 1 } lambda when !TimerLoop.UsesItsParameter(lambda) && !Comments.OrDirectivesAreIn(statement, TextSpan.FromBounds(statement.SpanStart, lambda.Body.SpanStart), TextSpan.FromBounds(lambda.Body.Span.End, statement.Span.End)):
                if (Turns(lambda.Body, lambda.Body, name, startsAtOnce, place) is not { } turns)
                    return null;
                changes.Add(new TextChange(statement.Span, $"{start}async () =>{place.NewLine}{place.Indent}{turns});"));
                break;

            case IdentifierNameSyntax method when !Comments.AreInside(statement) && MethodOf(method, model) is { } declaration:
                var ticks = new Names(declaration).New("timer");
                SyntaxNode? body = declaration.Body ?? (SyntaxNode?)declaration.ExpressionBody?.Expression;
                var at = new LoopPlace(declaration);
                if (body is null || declaration.ExpressionBody is not null && Comments.OrDirectivesAreIn(declaration, TextSpan.FromBounds(declaration.ParameterList.Span.End, body.SpanStart), TextSpan.FromBounds(body.Span.End, declaration.SemicolonToken.SpanStart)) || Turns(body, declaration, ticks, startsAtOnce, at) is not { } rounds)
                    return null;
                changes.Add(new TextChange(statement.Span, $"{start}() => {method}({name}));"));
                changes.Add(OwnMethod.WithTask(declaration));
                changes.Add(new TextChange(declaration.ParameterList.Parameters[0].Span, $"{Type} {ticks}"));
                changes.Add(declaration.Body is { } block ? new TextChange(block.Span, rounds)
                    : new TextChange(TextSpan.FromBounds(declaration.ParameterList.Span.End, declaration.SemicolonToken.Span.End), at.NewLine + at.Indent + rounds));
                break;

            default:
                return null;
        }

        return new AsyncDelegateForm("Use a PeriodicTimer, one tick after another until one fails", Type, changes) { Imports = new[] { "System", "System.Threading", "System.Threading.Tasks" } };
    }

    /// <summary>The field, where one line of one file declares it for one class, and starts with nothing.</summary>
    private static IFieldSymbol? FieldOf(IdentifierNameSyntax target, SemanticModel model) =>
        model.GetSymbolInfo(target).Symbol is IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsVolatile: false, ContainingType: { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.Length: 1 } } field
        && VariableOf(field) is { Initializer: null, SyntaxTree: var tree, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax { AttributeLists.Count: 0 } } } && tree == target.SyntaxTree ? field : null;

    private static VariableDeclaratorSyntax? VariableOf(IFieldSymbol field) => field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as VariableDeclaratorSyntax;

    /// <summary>What becomes of the field's type and of what stops it; null where it is set twice, or more is done with it than to dispose of it.</summary>
    private static List<TextChange>? Uses(IFieldSymbol field, BaseObjectCreationExpressionSyntax creation, SemanticModel model)
    {
        var variable = VariableOf(field)!;
        var type = ((VariableDeclarationSyntax)variable.Parent!).Type;
        var changes = new List<TextChange> { new((type is NullableTypeSyntax { ElementType: var element } ? element : type).Span, Type) };
        foreach (var use in variable.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == field.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use).Symbol, field))
                continue;

            ExpressionSyntax whole = use.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own && own.Name == use ? own : use;
            switch (whole.Parent)
            {
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: var right } set when set.Left == whole && (right == creation || right.IsKind(SyntaxKind.NullLiteralExpression) && set.Parent is ExpressionStatementSyntax):
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } asked when (asked.Left == whole ? asked.Right : asked.Left).IsKind(SyntaxKind.NullLiteralExpression):
                case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax } }:
                    continue;
            }

            var call = whole.Parent switch
            {
                MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax } } direct } access when access.Expression == whole => (access.Name, direct.ArgumentList),
                ConditionalAccessExpressionSyntax { Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax }, WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name: var bound } } conditional } access when access.Expression == whole => (bound, conditional.ArgumentList),
                _ => ((SimpleNameSyntax, ArgumentListSyntax)?)null,
            };
            switch (call)
            {
                case ({ Identifier.ValueText: "Dispose" }, { Arguments.Count: 0 }):
                    break;

                // To stop it for ever is all that is asked of it.
                case ({ Identifier.ValueText: "Change" } name, { Arguments: { Count: 2 } stops } list) when IsEndless(stops[0].Expression, model) && list.FirstAncestorOrSelf<SyntaxNode>(n => n is StatementSyntax or ArrowExpressionClauseSyntax) is StatementSyntax:
                    changes.Add(new TextChange(name.Span, "Dispose"));
                    changes.Add(new TextChange(list.Span, "()"));
                    break;

                default:
                    return null;
            }
        }

        return changes;
    }

    /// <summary>The method that nothing but the timer runs, and that does not look at its state.</summary>
    private static MethodDeclarationSyntax? MethodOf(IdentifierNameSyntax name, SemanticModel model) =>
        OwnMethod.Of(name, model) is { ParameterList.Parameters: { Count: 1 } parameters } declaration && parameters[0].AttributeLists.Count == 0 && !Comments.AreIn(declaration.ParameterList)
        && !declaration.GetLeadingTrivia().ToString().Contains("<param")
        && !declaration.DescendantNodes().OfType<IdentifierNameSyntax>().Any(use => use.Identifier.ValueText == parameters[0].Identifier.ValueText) ? declaration : null;

    /// <summary>A block that runs <paramref name="body"/> at each tick; null where a jump in it would mean something else.</summary>
    private static string? Turns(SyntaxNode body, SyntaxNode around, string timer, bool startsAtOnce, LoopPlace place)
    {
        if (!Lines.CanBeIndented(body) || around.ContainsDirectives || body is ExpressionSyntax and not (AwaitExpressionSyntax or InvocationExpressionSyntax or AssignmentExpressionSyntax))
            return null;

        var exits = body.DescendantNodes(Functions.AreNot).OfType<ReturnStatementSyntax>().ToList();
        if (exits.Any(exit => exit.Ancestors().TakeWhile(a => a != body).Any(a => a is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax)))
            return null;

        var text = SourceText.From(body.ToString()).WithChanges(exits.Select(exit => new TextChange(new TextSpan(exit.ReturnKeyword.SpanStart - body.SpanStart, exit.ReturnKeyword.Span.Length), "continue"))).ToString();
        var (inner, unit) = (place.Indent + place.Unit, place.Unit);
        var turn = body is BlockSyntax ? inner + string.Join("\n", text.Split('\n').Select((line, i) => i == 0 || line.Trim().Length == 0 ? line : unit + line))
            : $"{inner}{{{place.NewLine}{inner}{unit}{text};{place.NewLine}{inner}}}";
        var next = $"while (await {timer}.WaitForNextTickAsync(){AwaitStyle.SuffixAt(around)})";
        var loop = startsAtOnce ? $"{inner}do{place.NewLine}{turn}{place.NewLine}{inner}{next};" : $"{inner}{next}{place.NewLine}{turn}";
        return $"{{{place.NewLine}{loop}{place.NewLine}{place.Indent}}}";
    }

    /// <summary>A period that is known to be one: at zero or below a timer ticks once, or never.</summary>
    private static string? Period(ExpressionSyntax period, SemanticModel model) =>
        model.GetConstantValue(period) is { HasValue: true, Value: int and > 0 } ? $"TimeSpan.FromMilliseconds({period})"
        : period is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } call && model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsStatic: true, ContainingType: { Name: "TimeSpan", ContainingNamespace.Name: "System" }, Name: "FromSeconds" or "FromMinutes" or "FromHours" }
            && model.GetConstantValue(arguments[0].Expression) is { HasValue: true, Value: int and > 0 or long and > 0 or double and >= 1 } ? period.ToString() : null;

    private static bool IsEndless(ExpressionSyntax due, SemanticModel model) =>
        model.GetConstantValue(due) is { HasValue: true, Value: -1 } || model.GetSymbolInfo(due).Symbol is IFieldSymbol { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" };
}
