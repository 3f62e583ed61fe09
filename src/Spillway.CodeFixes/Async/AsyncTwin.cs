using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary>The asynchronous form of a call, as the compiler binds it in the call's place.</summary>
/// <param name="DisplayName">Type and name of the method.</param>
/// <param name="Result">What awaiting it gives; null for nothing.</param>
/// <param name="IsStream">True when the items are awaited one by one, with <c>await foreach</c>.</param>
/// <param name="Changes">What turns the call into this one.</param>
/// <param name="Imports">Namespaces that this needs.</param>
internal sealed record AsyncTwin(string DisplayName, ITypeSymbol? Result, bool IsStream, ImmutableArray<TextChange> Changes, ImmutableArray<string> Imports)
{
    /// <summary>The extensions that await queries of Entity Framework.</summary>
    public const string EntityFramework = "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions";

    /// <summary>The asynchronous form of <paramref name="call"/> with the same arguments, and with the token in scope where it takes one.</summary>
    public static AsyncTwin? Find(InvocationExpressionSyntax call, SemanticModel model, string? twin)
    {
        if (NameOf(call) is not { } name || model.GetSymbolInfo(call).Symbol is not IMethodSymbol original)
            return null;

        if (original is { Name: "Sleep", ContainingType: { Name: "Thread", ContainingNamespace.Name: "Threading" } })
            return Delay(call, model);

        var wanted = twin ?? original.Name + "Async";
        var token = call.ArgumentList.Arguments.Any(a => TokenInScope.IsToken(model.GetTypeInfo(a.Expression).Type)) ? null : TokenInScope.At(call, model);
        foreach (var inMemory in new[] { false, true })
        {
            // A span cannot live across an await; the same piece of the same array as memory can.
            var spans = inMemory ? SpansIn(call) : ImmutableArray<SyntaxToken>.Empty;
            if (inMemory && spans.IsEmpty)
                break;

            var plain = call.ReplaceTokens(spans.Add(name), (old, _) => SyntaxFactory.Identifier(old == name ? wanted : "AsMemory"));
            foreach (var (argument, candidate) in WithToken(plain, token, call))
            {
                if (Bind(candidate, call, original, model) is not var (method, imports) || !TakesToken(method, argument, candidate))
                    continue;

                var changes = ImmutableArray.CreateBuilder<TextChange>();
                changes.Add(new TextChange(name.Span, wanted));
                changes.AddRange(spans.Select(span => new TextChange(span.Span, "AsMemory")));
                if (argument is not null)
                    changes.Add(new TextChange(new TextSpan(call.ArgumentList.CloseParenToken.SpanStart, 0), (call.ArgumentList.Arguments.Count > 0 ? ", " : "") + argument));
                return Of(method, changes.ToImmutable(), imports);
            }
        }

        return null;
    }

    private static AsyncTwin? Of(IMethodSymbol method, ImmutableArray<TextChange> changes, ImmutableArray<string> imports)
    {
        var isStream = method.ReturnType is INamedTypeSymbol { Name: "IAsyncEnumerable", TypeArguments.Length: 1 };
        return isStream || method.ReturnType.IsTaskLike()
            ? new AsyncTwin($"{method.ContainingType.Name}.{method.Name}", method.ReturnType.AwaitedResult(), isStream, changes, imports)
            : null;
    }

    private static AsyncTwin? Delay(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (call.ArgumentList.Arguments.Count != 1)
            return null;

        var changes = ImmutableArray.Create(new TextChange(call.Expression.Span, "Task.Delay"));
        if (TokenInScope.At(call, model) is { } token)
            changes = changes.Add(new TextChange(new TextSpan(call.ArgumentList.CloseParenToken.SpanStart, 0), ", " + token));
        return new AsyncTwin("Task.Delay", null, false, changes, ImmutableArray.Create("System.Threading.Tasks"));
    }

    /// <summary>The call with the token in the last place, with the token by name, and without it.</summary>
    private static IEnumerable<(string? Argument, InvocationExpressionSyntax Call)> WithToken(
        InvocationExpressionSyntax plain, string? token, InvocationExpressionSyntax original)
    {
        if (token is not null)
        {
            foreach (var argument in new[] { token, $"cancellationToken: {token}", $"token: {token}", $"ct: {token}" })
            {
                // After a named argument only named ones may follow.
                if (argument == token && original.ArgumentList.Arguments.Any(a => a.NameColon is not null))
                    continue;

                var parsed = SyntaxFactory.ParseArgumentList($"({argument})").Arguments[0];
                yield return (argument, plain.WithArgumentList(plain.ArgumentList.AddArguments(parsed)));
            }
        }

        yield return (null, plain);
    }

    private static (IMethodSymbol Method, ImmutableArray<string> Imports)? Bind(
        InvocationExpressionSyntax candidate, InvocationExpressionSyntax call, IMethodSymbol original, SemanticModel model)
    {
        if (model.GetSpeculativeSymbolInfo(call.SpanStart, candidate, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol method)
            return method.IsObsolete() ? null : (method, ImmutableArray<string>.Empty);

        // The operators of LINQ have their asynchronous forms in a namespace that may not be imported.
        if (original.ContainingNamespace is not { Name: "Linq" } || model.Compilation.GetTypeByMetadataName(EntityFramework) is null
            || candidate.Expression is not MemberAccessExpressionSyntax { Expression: var receiver, Name: var name })
        {
            return null;
        }

        var qualified = SyntaxFactory.InvocationExpression(
            SyntaxFactory.ParseExpression($"global::{EntityFramework}.{name}"),
            candidate.ArgumentList.WithArguments(candidate.ArgumentList.Arguments.Insert(0, SyntaxFactory.Argument(receiver.WithoutTrivia()))));
        return model.GetSpeculativeSymbolInfo(call.SpanStart, qualified, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol extension
            ? (extension, ImmutableArray.Create("Microsoft.EntityFrameworkCore"))
            : null;
    }

    /// <summary>A token that was added must arrive as a token, not as one more key or value.</summary>
    private static bool TakesToken(IMethodSymbol method, string? argument, InvocationExpressionSyntax candidate)
    {
        if (argument is null || argument.Contains(":"))
            return true;

        var index = candidate.ArgumentList.Arguments.Count - 1;
        if (method is { IsExtensionMethod: true, ReducedFrom: null } && candidate.Expression is MemberAccessExpressionSyntax && !method.Parameters.IsEmpty && method.Parameters.Length > index + 1)
            index++;
        return index < method.Parameters.Length && TokenInScope.IsToken(method.Parameters[index].Type);
    }

    private static ImmutableArray<SyntaxToken> SpansIn(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments
            .Select(a => a.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier: var identifier } } } ? identifier : default)
            .Where(identifier => identifier.ValueText == "AsSpan")
            .ToImmutableArray();

    private static SyntaxToken? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier,
        SimpleNameSyntax name => name.Identifier,
        _ => null,
    };
}
