using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Async;

/// <summary>The form of a call that takes asynchronous delegates and can be waited for.</summary>
/// <param name="Title">What the action says.</param>
/// <param name="Key">The equivalence key.</param>
/// <param name="Changes">The changes of the text.</param>
internal sealed record AsyncDelegateForm(string Title, string Key, IReadOnlyList<TextChange> Changes)
{
    /// <summary>The namespaces that the changed text needs.</summary>
    public string[] Imports { get; init; } = { "System.Threading.Tasks" };

    /// <summary>What <paramref name="lambda"/> and the call it is given to become; null where no form means the same.</summary>
    public static AsyncDelegateForm? Of(AnonymousFunctionExpressionSyntax lambda, SemanticModel model, string limit, bool hasNewForms)
    {
        if (lambda.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: ExpressionSyntax taker } } || lambda.ContainsDirectives)
            return null;

        switch (model.GetOperation(taker))
        {
            case IInvocationOperation { TargetMethod: { ContainingType: { Name: "Parallel", ContainingNamespace.Name: "Tasks" }, Name: "ForEach" or "For" } } parallel
                when taker.Parent is ExpressionStatementSyntax && hasNewForms:
                return OfParallel((InvocationExpressionSyntax)taker, parallel, lambda, model, limit);

            case IInvocationOperation { TargetMethod: { Name: "ForEach", ContainingType: { Name: "List" or "Array", ContainingNamespace: { Name: "Generic" or "System" } } } } loop
                when taker.Parent is ExpressionStatementSyntax statement:
                return OfLoop((InvocationExpressionSyntax)taker, statement, loop, lambda, model);

            case IInvocationOperation { TargetMethod: { Name: "QueueUserWorkItem", ContainingType.Name: "ThreadPool" }, Arguments.Length: 1 }
                when taker.Parent is ExpressionStatementSyntax && IsUnused(lambda, model):
                return new AsyncDelegateForm("Start it with Task.Run", "TaskRun", TaskRun(taker, lambda, taker));

            case IObjectCreationOperation { Type.Name: "Thread", Arguments.Length: 1 }
                when taker.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start", Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Parent: ExpressionStatementSyntax } start } && IsUnused(lambda, model):
                return new AsyncDelegateForm("Start it with Task.Run", "TaskRun", TaskRun(start, lambda, taker));

            case IObjectCreationOperation { Type: { Name: "Timer", ContainingNamespace.Name: "Threading" } } when taker is BaseObjectCreationExpressionSyntax timer && hasNewForms:
                return (timer is ObjectCreationExpressionSyntax creation ? TimerLoop.Of(creation, lambda, model) : null) ?? TimerField.Of(timer, lambda, model);

            default:
                return null;
        }
    }

    private static AsyncDelegateForm? OfParallel(InvocationExpressionSyntax call, IInvocationOperation operation, AnonymousFunctionExpressionSyntax lambda, SemanticModel model, string limit)
    {
        var isCounted = operation.TargetMethod.Name == "For";
        var twin = isCounted ? "ForAsync" : "ForEachAsync";
        if (!model.Compilation.Has("System.Threading.Tasks.Parallel", twin)
            || operation.Arguments.Any(argument => argument.Parameter?.Name is not ("source" or "parallelOptions" or "body" or "fromInclusive" or "toExclusive"))
            || call.ArgumentList.Arguments.Any(argument => argument.NameColon is not null)
            || operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "source") is { Value: var source } && !IsEnumerable(source.Unwrapped().Type)
            || ParametersOf(lambda) is not { Count: 1 } parameters
            || NameOf(call) is not { } name
            || AsyncFunctions.Around(call, model, wrapsFailures: false) is not { } around)
        {
            return null;
        }

        var token = Capture.TokenIn(new[] { lambda.Body }, model);
        var names = new Names(call);
        var second = token is not null ? names.New(token == "token" ? "itemToken" : "token")
            : lambda.Body.DescendantTokens().Any(t => t.ValueText == "_") || parameters[0].Identifier.ValueText == "_" ? names.New("token") : "_";
        var changes = new List<TextChange>(around)
        {
            new(new TextSpan(call.SpanStart, 0), "await "),
            new(name.Span, twin),
            new(TextSpan.FromBounds(lambda.AsyncKeyword.Span.End, ArrowOf(lambda).SpanStart), $" ({parameters[0].Identifier}, {second}) "),
        };
        if (operation.Arguments.All(argument => argument.Parameter?.Name != "parallelOptions"))
        {
            var options = token is null ? "" : $", CancellationToken = {token}";
            changes.Add(new TextChange(new TextSpan(lambda.SpanStart, 0), $"new ParallelOptions {{ MaxDegreeOfParallelism = {limit}{options} }}, "));
        }

        if (token is not null)
            changes.AddRange(lambda.Body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == token && Capture.IsToken(n, model)).Select(n => new TextChange(n.Span, second)));
        if (AwaitStyle.SuffixAt(call) is { Length: > 0 } configured)
            changes.Add(new TextChange(new TextSpan(call.Span.End, 0), configured));
        return new AsyncDelegateForm($"Use Parallel.{twin}, and await it", "ParallelAsync", changes);
    }

    private static AsyncDelegateForm? OfLoop(InvocationExpressionSyntax call, ExpressionStatementSyntax statement, IInvocationOperation operation, AnonymousFunctionExpressionSyntax lambda, SemanticModel model)
    {
        var isStatic = operation.TargetMethod.IsStatic;
        var items = isStatic ? call.ArgumentList.Arguments[0].Expression : (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        if (items is null || ParametersOf(lambda) is not { Count: 1 } parameters
            || statement.Parent is not (BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax)
            || AsyncFunctions.Around(call, model, wrapsFailures: false) is not { } around
            || DeclaredIn(lambda).Append(parameters[0].Identifier.ValueText).Any(name => IsTaken(name, call, model)))
        {
            return null;
        }

        var item = parameters[0].Identifier.ValueText == "_" ? new Names(call).New("item") : parameters[0].Identifier.Text;
        var place = new LoopPlace(statement);
        var changes = new List<TextChange>(around)
        {
            new(TextSpan.FromBounds(call.SpanStart, lambda.Body.SpanStart), $"foreach ({parameters[0].Type?.ToString() ?? "var"} {item} in {items}){place.NewLine}{place.Indent}{(lambda.Body is BlockSyntax ? "" : place.Unit)}"),
            new(TextSpan.FromBounds(lambda.Body.Span.End, statement.Span.End), lambda.Body is BlockSyntax ? "" : ";"),
        };

        // One parameter that is called '_' is no discard: it may well be used.
        if (item != parameters[0].Identifier.Text)
            changes.AddRange(UsesOf(parameters[0], lambda, model).Select(use => new TextChange(use.Span, item)));
        var before = TextSpan.FromBounds(call.SpanStart, lambda.Body.SpanStart);
        if (lambda.Body is ExpressionSyntax and not (AwaitExpressionSyntax or InvocationExpressionSyntax or AssignmentExpressionSyntax) || Comments.OrDirectivesAreIn(statement, before, TextSpan.FromBounds(lambda.Body.Span.End, statement.Span.End)))
            return null;

        foreach (var exit in lambda.Body.DescendantNodes(Functions.AreNot).OfType<ReturnStatementSyntax>())
        {
            // 'continue' there would be that of the loop inside.
            if (exit.Ancestors().TakeWhile(a => a != lambda.Body).Any(a => a is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax))
                return null;
            changes.Add(new TextChange(exit.ReturnKeyword.Span, "continue"));
        }

        return new AsyncDelegateForm("Use foreach, and await each", "ForEach", changes);
    }

    private static IReadOnlyList<TextChange> TaskRun(ExpressionSyntax whole, AnonymousFunctionExpressionSyntax lambda, ExpressionSyntax taker)
    {
        var changes = new List<TextChange>
        {
            new(TextSpan.FromBounds(whole.SpanStart, lambda.SpanStart), "_ = Task.Run("),
            new(TextSpan.FromBounds(lambda.AsyncKeyword.Span.End, ArrowOf(lambda).SpanStart), " () "),
        };
        if (taker != whole)
            changes.Add(new TextChange(TextSpan.FromBounds(lambda.Span.End, whole.Span.End), ")"));
        return changes;
    }

    private static bool IsUnused(AnonymousFunctionExpressionSyntax lambda, SemanticModel model)
    {
        var parameters = ParametersOf(lambda);
        return parameters is { Count: <= 1 } && lambda is LambdaExpressionSyntax { Modifiers.Count: 1 }
            && parameters.All(parameter => !UsesOf(parameter, lambda, model).Any());
    }

    private static IEnumerable<IdentifierNameSyntax> UsesOf(ParameterSyntax parameter, AnonymousFunctionExpressionSyntax lambda, SemanticModel model) =>
        lambda.Body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == parameter.Identifier.ValueText && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, model.GetDeclaredSymbol(parameter)));

    private static IReadOnlyList<ParameterSyntax>? ParametersOf(AnonymousFunctionExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => new[] { simple.Parameter },
        ParenthesizedLambdaExpressionSyntax { ReturnType: null, AttributeLists.Count: 0 } parenthesized => parenthesized.ParameterList.Parameters.ToList(),
        _ => null,
    };

    private static SyntaxToken ArrowOf(AnonymousFunctionExpressionSyntax lambda) => ((LambdaExpressionSyntax)lambda).ArrowToken;

    private static SyntaxToken? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier,
        IdentifierNameSyntax name => name.Identifier,
        _ => null,
    };

    /// <summary>True for what can be gone through as items of one type.</summary>
    public static bool IsEnumerable(ITypeSymbol? type) =>
        type is not null && (type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T || type.AllInterfaces.Any(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T));

    private static IEnumerable<string> DeclaredIn(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.Body.DescendantNodes(Functions.AreNot).Select(node => node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
            SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
            ForEachStatementSyntax loop => loop.Identifier.ValueText,
            CatchDeclarationSyntax caught => caught.Identifier.ValueText,
            LocalFunctionStatementSyntax local => local.Identifier.ValueText,
            _ => "",
        }).Where(name => name.Length > 0);

    private static bool IsTaken(string name, ExpressionSyntax place, SemanticModel model) =>
        model.LookupSymbols(place.SpanStart, name: name).Any(symbol => symbol is ILocalSymbol or IParameterSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction });
}
