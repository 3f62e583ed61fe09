using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Async;

/// <summary>A call that waits, written as the await of its asynchronous form.</summary>
/// <param name="Name">The asynchronous method, for the action's title.</param>
/// <param name="Changes">What to change in the text.</param>
/// <param name="Imports">Namespaces that the changed text needs.</param>
internal sealed record AwaitedCall(string Name, ImmutableArray<TextChange> Changes, ImmutableArray<string> Imports)
{
    /// <summary>
    /// The await that does what <paramref name="place"/> does: a call, or a query that a loop runs. Null where there is no asynchronous
    /// form with the same arguments and result, or no await can stand there.
    /// </summary>
    public static AwaitedCall? Of(ExpressionSyntax place, SemanticModel model, string? twin)
    {
        if (AwaitText.IsRuledOut(place, model, isRewritten: true))
            return null;

        return place is InvocationExpressionSyntax call && AsyncTwin.Find(call, model, twin) is { } found
            ? Write(call, found, model)
            : Loop(place, model);
    }

    private static AwaitedCall? Write(InvocationExpressionSyntax call, AsyncTwin twin, SemanticModel model)
    {
        var suffix = AwaitStyle.SuffixAt(call);
        if (twin.IsStream)
        {
            return call.Parent is ForEachStatementSyntax loop && loop.Expression == call && loop.AwaitKeyword.IsKind(SyntaxKind.None)
                ? new AwaitedCall(twin.DisplayName, twin.Changes.Add(Insert(loop.SpanStart, "await ")).Add(Insert(call.Span.End, suffix)), twin.Imports)
                : null;
        }

        if (twin.Result is { } result && !IsDiscarded(call) && !SymbolEqualityComparer.Default.Equals(result, model.GetTypeInfo(call).Type))
            return null;

        var needsParentheses = AwaitText.NeedsParentheses(call);

        var changes = twin.Changes
            .Add(Insert(call.SpanStart, needsParentheses ? "(await " : "await "))
            .Add(Insert(call.Span.End, needsParentheses ? suffix + ")" : suffix));
        if (suffix.Length == 0 && UsingAround(call, model) is { } keyword)
            changes = changes.Add(Insert(keyword, "await "));
        return new AwaitedCall(twin.DisplayName, changes, twin.Imports);
    }

    /// <summary><c>foreach (var x in query)</c> runs the query; <c>await foreach (var x in query.AsAsyncEnumerable())</c> awaits it.</summary>
    private static AwaitedCall? Loop(ExpressionSyntax place, SemanticModel model)
    {
        if (place.Parent is not ForEachStatementSyntax loop || loop.Expression != place || !loop.AwaitKeyword.IsKind(SyntaxKind.None)
            || model.Compilation.GetTypeByMetadataName(AsyncTwin.EntityFramework) is null
            || model.GetTypeInfo(place).Type is not INamedTypeSymbol { TypeArguments.Length: 1 })
        {
            return null;
        }

        var token = TokenInScope.At(place, model) is { } name ? $".WithCancellation({name})" : "";
        var (open, close) = place is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax ? ("", "") : ("(", ")");
        var changes = ImmutableArray.Create(
            Insert(loop.SpanStart, "await "),
            Insert(place.SpanStart, open),
            Insert(place.Span.End, $"{close}.AsAsyncEnumerable(){token}{AwaitStyle.SuffixAt(place)}"));
        return new AwaitedCall("AsAsyncEnumerable", changes, ImmutableArray.Create("Microsoft.EntityFrameworkCore"));
    }

    /// <summary>The <c>using</c> keyword of a declaration that holds the call's result, where the result can be disposed asynchronously.</summary>
    private static int? UsingAround(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (call.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } declarator }
            || (model.GetDeclaredSymbol(declarator) as ILocalSymbol)?.Type is not { } type
            || !type.AllInterfaces.Any(i => i is { Name: "IAsyncDisposable", ContainingNamespace.Name: "System" }))
        {
            return null;
        }

        return declaration.Parent switch
        {
            LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: 0, UsingKeyword: { RawKind: not 0 } keyword } => keyword.SpanStart,
            UsingStatementSyntax { AwaitKeyword.RawKind: 0 } statement => statement.UsingKeyword.SpanStart,
            _ => null,
        };
    }

    private static bool IsDiscarded(InvocationExpressionSyntax call) =>
        call.Parent is ExpressionStatementSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } };

    private static TextChange Insert(int position, string text) => new(new TextSpan(position, 0), text);
}
