using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Siblings;

/// <summary>
/// Writes requests that follow one another as tasks that start together. A call that may throw before it returns its task moves into an
/// asynchronous local function: else nobody would wait for the tasks that were started before it.
/// </summary>
internal static class StartTogether
{
    private static readonly string[] Verbs = { "Get", "Load", "Fetch", "Read", "Find", "Query" };

    private static readonly SymbolDisplayFormat Typed = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The changes, or null where the requests have no place to start from.</summary>
    /// <param name="awaits">The awaits, in source order.</param>
    /// <param name="direct">For each, whether its call always returns a task.</param>
    /// <param name="model">The semantics of the document.</param>
    public static IReadOnlyList<TextChange>? Write(ImmutableArray<AwaitExpressionSyntax> awaits, ImmutableArray<bool> direct, SemanticModel model)
    {
        var statements = awaits.Select(await => await.FirstAncestorOrSelf<StatementSyntax>()).OfType<StatementSyntax>().ToList();
        if (statements.Count != awaits.Length || statements.Any(s => Container(s) is null || Container(s) != Container(statements[0]))
            || statements.SelectMany(s => s.DescendantTrivia()).Any(t => t.IsDirective))
        {
            return null;
        }

        var requests = new List<Request>();
        var names = new Names(statements[0]);
        for (var i = 0; i < awaits.Length; i++)
        {
            if (Request.Of(awaits[i], statements[i], direct[i], names, model) is not { } request)
                return null;
            requests.Add(request);
        }

        var place = new LoopPlace(statements[0]);
        var all = requests.All(request => request.Configured == requests[0].Configured) ? requests[0].Configured : "";
        var text = statements[0].SyntaxTree.GetText();

        // Without results the calls can stand where they are waited for.
        if (requests.All(request => request.IsBare && request.Function is null) && AreNeighbours(statements))
        {
            var changes = new List<TextChange> { new(awaits[0].Span, $"await Task.WhenAll({string.Join(", ", requests.Select(request => request.Start))}){all}") };
            changes.AddRange(statements.Skip(1).Select(statement => new TextChange(Lines.Of(statement, text), "")));
            return changes;
        }

        var lines = requests.Where(request => request.Function is not null).Select(request => request.Function!)
            .Concat(requests.Select(request => $"var {request.Task} = {request.Start};"))
            .Append($"await Task.WhenAll({(DifferInNull(requests) ? "(Task)" : "")}{string.Join(", ", requests.Select(request => request.Task))}){all};");
        var edits = new List<TextChange>();
        var start = string.Concat(lines.Select(line => line + place.NewLine + place.Indent));
        foreach (var request in requests)
        {
            var isFirst = request == requests[0];
            if (request.IsBare)
            {
                var gone = isFirst ? request.Statement.Span : Lines.Of(request.Statement, text);
                edits.Add(new TextChange(gone, isFirst ? start.TrimEnd() : ""));
                continue;
            }

            if (isFirst)
                edits.Add(new TextChange(new TextSpan(request.Statement.SpanStart, 0), start));
            edits.Add(new TextChange(request.Await.Span, $"await {request.Task}{request.Configured}"));
        }

        return edits;
    }

    /// <summary>True when results of one type may be null here and not there: the overload for tasks of one type would complain.</summary>
    private static bool DifferInNull(List<Request> requests) =>
        requests.All(request => SymbolEqualityComparer.Default.Equals(request.Result, requests[0].Result))
        && !requests.All(request => SymbolEqualityComparer.IncludeNullability.Equals(request.Result, requests[0].Result));

    private static SyntaxNode? Container(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block,
        SwitchSectionSyntax section => section,
        GlobalStatementSyntax { Parent: { } unit } => unit,
        _ => null,
    };

    private static bool AreNeighbours(List<StatementSyntax> statements)
    {
        for (var i = 1; i < statements.Count; i++)
        {
            if (statements[i - 1].GetLastToken().GetNextToken() != statements[i].GetFirstToken())
                return false;
        }

        return true;
    }

    /// <summary>One request, in parts.</summary>
    private sealed record Request(AwaitExpressionSyntax Await, StatementSyntax Statement, string Start, string Task, string? Function, string Configured, ITypeSymbol? Result)
    {
        /// <summary>True when the statement does nothing but wait.</summary>
        public bool IsBare => Statement is ExpressionStatementSyntax { Expression: var only } && only == Await;

        public static Request? Of(AwaitExpressionSyntax await, StatementSyntax statement, bool direct, Names names, SemanticModel model)
        {
            var (call, configured) = (await.Expression, "");
            if (call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner }, ArgumentList: var flag })
                (call, configured) = (inner, $".ConfigureAwait{flag}");
            if (!Capture.IsPossible(new[] { call }, model) || model.GetTypeInfo(call).Type is not INamedTypeSymbol type)
                return null;

            var isTask = type is { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } };
            if (!isTask)
                return null;

            var declared = ((model.GetSymbolInfo(call).Symbol as IMethodSymbol)?.ReturnType as INamedTypeSymbol ?? type).TypeArguments.FirstOrDefault();
            var wish = NameFor(await, call);
            var task = names.New(wish + "Task");
            if (direct && !call.DescendantNodesAndSelf().Any(n => n is AwaitExpressionSyntax))
                return new Request(await, statement, type.Name == "ValueTask" ? $"{call}.AsTask()" : call.ToString(), task, null, configured, declared);

            if (declared is not null && HasNoName(declared))
                return null;

            var result = declared?.ToMinimalDisplayString(model, call.SpanStart, Typed);

            var function = names.New(char.ToUpperInvariant(wish[0]) + wish.Substring(1) + "Async");
            return new Request(await, statement, $"{function}()", task, $"async Task{(result is null ? "" : $"<{result}>")} {function}() => await {call}{configured};", configured, declared);
        }

        /// <summary>True for a type that cannot be written down.</summary>
        private static bool HasNoName(ITypeSymbol type) => type switch
        {
            { IsAnonymousType: true } or { TypeKind: TypeKind.Error } => true,
            IArrayTypeSymbol array => HasNoName(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments.Any(HasNoName),
            _ => false,
        };

        private static string NameFor(AwaitExpressionSyntax await, ExpressionSyntax call)
        {
            if (await.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator })
                return declarator.Identifier.ValueText.TrimStart('@');
            if (await.Parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } } assignment && assignment.Left.GetLastToken().ValueText.TrimStart('_') is { Length: > 0 } target)
                return Lower(target);

            var method = (call as InvocationExpressionSyntax)?.Expression switch
            {
                SimpleNameSyntax name => name.Identifier.ValueText,
                MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
                _ => "request",
            };
            var noun = method.EndsWith("Async", System.StringComparison.Ordinal) ? method.Substring(0, method.Length - 5) : method;
            foreach (var verb in Verbs)
            {
                if (noun.Length > verb.Length && noun.StartsWith(verb, System.StringComparison.Ordinal) && char.IsUpper(noun[verb.Length]))
                    noun = noun.Substring(verb.Length);
            }

            return noun.Length == 0 ? "request" : Lower(noun);
        }

        private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
