using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Async;

namespace Spillway.CodeFixes.Locks;

/// <summary>Makes a private lock an <c>AsyncLock</c>, with every section that takes it, and the functions around them async. All together, or none.</summary>
internal static class AsyncLockGate
{
    private static readonly Lazy<ImmutableHashSet<string>> Taking = new(() => KnownApis.NamesWith(ApiFlags.Acquires | ApiFlags.Thread));

    public static (IReadOnlyList<TextChange> Changes, bool NeedsTasks)? Write(TypeDeclarationSyntax type, string name, SourceText text, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("Spillway.AsyncLock") is null || type.Modifiers.Any(SyntaxKind.PartialKeyword)
            || MapField.Find(type, name) is not { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration, Initializer.Value: BaseObjectCreationExpressionSyntax { Initializer: null } creation } declarator
            || model.GetDeclaredSymbol(declarator) is not IFieldSymbol gate || creation.ArgumentList is { Arguments.Count: > 0 })
        {
            return null;
        }

        var changes = new HashSet<TextChange> { new(declaration.Type.Span, "AsyncLock") };
        if (creation is ObjectCreationExpressionSyntax { Type: var made })
            changes.Add(new TextChange(made.Span, "AsyncLock"));

        var needsTasks = false;
        foreach (var use in type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, gate)))
        {
            if (Section(use, text, model) is not { } section || AwaitsAround(use, model) is not { } around)
                return null;

            needsTasks |= around.Count > 0;
            changes.UnionWith(section);
            changes.UnionWith(around);
        }

        return (changes.ToList(), needsTasks);
    }

    /// <summary>What makes the function around a section async; nothing where it is, null where it cannot be.</summary>
    private static IReadOnlyList<TextChange>? AwaitsAround(IdentifierNameSyntax use, SemanticModel model)
    {
        var function = AwaitPlace.FunctionAround(use);
        if (AwaitPlace.ObstacleAt(use) != AwaitObstacle.None || function is not null && TakesOther(function, use))
            return null;
        return AwaitPlace.IsAsync(function, use) ? new List<TextChange>() : AsyncFunctions.Around(use, model, wrapsFailures: false);
    }

    /// <summary>Another lock of the thread may be held where this one is awaited.</summary>
    private static bool TakesOther(SyntaxNode function, IdentifierNameSyntax gate) =>
        function.DescendantNodes(n => n == function || !AwaitPlace.IsFunction(n)).OfType<InvocationExpressionSyntax>().Any(call =>
            call.Expression is MemberAccessExpressionSyntax access && Taking.Value.Contains(access.Name.Identifier.ValueText)
            && !call.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == gate.Identifier.ValueText));

    private static IReadOnlyList<TextChange>? Section(IdentifierNameSyntax use, SourceText text, SemanticModel model)
    {
        var whole = MapField.Whole(use);
        var scope = $"using (await {whole}.LockAsync({TokenInScope.At(use, model)}){AwaitStyle.SuffixAt(use)}";
        switch (whole.Parent)
        {
            case LockStatementSyntax section when section.Expression == whole:
                return new[] { new TextChange(TextSpan.FromBounds(section.LockKeyword.SpanStart, section.Expression.Span.End), scope) };

            // Monitor.Enter(gate); gate.Enter(); using (gate.EnterScope())
            case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var member, Expression: var owner } } call } } when owner.ToString().EndsWith("Monitor", System.StringComparison.Ordinal):
                return Call(call, member, scope, text);
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: var member, Parent: InvocationExpressionSyntax call } access when access.Expression == whole:
                return Call(call, member, scope, text);
            default:
                return null;
        }
    }

    private static IReadOnlyList<TextChange>? Call(InvocationExpressionSyntax call, string member, string scope, SourceText text)
    {
        switch (member)
        {
            case "EnterScope" when call.Parent is UsingStatementSyntax scoped && scoped.Expression == call:
                return new[] { new TextChange(TextSpan.FromBounds(scoped.UsingKeyword.SpanStart, call.Span.End), scope) };

            case "Enter" when call.Parent is ExpressionStatementSyntax { Parent: BlockSyntax block } enter:
                return block.Parent is TryStatementSyntax attempt && attempt.Block == block ? WithFlag(call, enter, attempt, scope, text) : Plain(enter, block, scope, text);

            // The release goes with the section that it ends.
            case "Exit" when call.Parent is ExpressionStatementSyntax exit && exit.FirstAncestorOrSelf<FinallyClauseSyntax>() is { Parent: TryStatementSyntax { Catches.Count: 0 } }:
                return new List<TextChange>();
            default:
                return null;
        }
    }

    /// <summary><c>Monitor.Enter(gate); try { … } finally { Monitor.Exit(gate); }</c>.</summary>
    private static IReadOnlyList<TextChange>? Plain(ExpressionStatementSyntax enter, BlockSyntax block, string scope, SourceText text)
    {
        var at = block.Statements.IndexOf(enter) + 1;
        if (at == block.Statements.Count || block.Statements[at] is not TryStatementSyntax { Catches.Count: 0, Finally.Block.Statements: { Count: 1 } release } attempt || !IsExit(release[0], enter)
            || !CanGo(attempt, text) || attempt.GetLeadingTrivia().Concat(enter.GetTrailingTrivia()).Any(trivia => trivia.IsComment()) || Lines.IndentOf(enter, text) is null)
        {
            return null;
        }

        return new[]
        {
            new TextChange(enter.Span, scope + ")"),
            new TextChange(TextSpan.FromBounds(text.Lines.GetLineFromPosition(enter.Span.End).EndIncludingLineBreak, text.Lines.GetLineFromPosition(attempt.Block.SpanStart).Start), ""),
            new TextChange(TextSpan.FromBounds(attempt.Block.Span.End, attempt.Span.End), ""),
        };
    }

    /// <summary><c>var taken = false; try { Monitor.Enter(gate, ref taken); … } finally { if (taken) Monitor.Exit(gate); }</c>.</summary>
    private static IReadOnlyList<TextChange>? WithFlag(InvocationExpressionSyntax call, ExpressionStatementSyntax enter, TryStatementSyntax attempt, string scope, SourceText text)
    {
        if (call.ArgumentList.Arguments is not { Count: 2 } arguments || arguments[1].Expression is not IdentifierNameSyntax flag || attempt.Parent is not BlockSyntax block
            || attempt.Block.Statements[0] != enter || attempt.Block.Statements.Count < 2 || attempt is not { Catches.Count: 0, Finally.Block.Statements: { Count: 1 } last }
            || last[0] is not IfStatementSyntax { Else: null, Condition: IdentifierNameSyntax tested, Statement: var then } || tested.Identifier.ValueText != flag.Identifier.ValueText
            || !IsExit(then is BlockSyntax { Statements: { Count: 1 } inner } ? inner[0] : then, enter) || !CanGo(attempt, text)
            || block.Statements.IndexOf(attempt) is not (> 0 and var at) || block.Statements[at - 1] is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declared
            || variables[0].Identifier.ValueText != flag.Identifier.ValueText || Lines.IndentOf(declared, text) is null || Lines.IndentOf(enter, text) is null
            || declared.DescendantTrivia().Concat(attempt.GetLeadingTrivia()).Concat(enter.GetLeadingTrivia()).Concat(enter.GetTrailingTrivia()).Any(trivia => trivia.IsComment())
            || block.DescendantTokens().Count(t => t.ValueText == flag.Identifier.ValueText) != 3)
        {
            return null;
        }

        return new[]
        {
            new TextChange(TextSpan.FromBounds(declared.SpanStart, attempt.TryKeyword.Span.End), scope + ")"),
            new TextChange(TextSpan.FromBounds(text.Lines.GetLineFromPosition(enter.SpanStart).Start, text.Lines.GetLineFromPosition(enter.Span.End).EndIncludingLineBreak), ""),
            new TextChange(TextSpan.FromBounds(attempt.Block.Span.End, attempt.Span.End), ""),
        };
    }

    private static bool IsExit(StatementSyntax statement, ExpressionStatementSyntax enter) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exit", Expression: var owner }, ArgumentList.Arguments: var arguments } }
        && enter.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var taken }, ArgumentList.Arguments: var taking }
        && owner.ToString() == taken.ToString() && (arguments.Count == 0 || taking.Count > 0 && arguments[0].ToString() == taking[0].ToString());

    private static bool CanGo(TryStatementSyntax attempt, SourceText text) =>
        Lines.IndentOf(attempt, text) is not null && Lines.IndentOf(attempt.Block, text) is not null
        && !attempt.Finally!.DescendantTrivia().Concat(attempt.TryKeyword.TrailingTrivia).Concat(attempt.Block.CloseBraceToken.TrailingTrivia).Any(trivia => trivia.IsComment());
}
