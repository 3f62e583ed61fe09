using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>
/// A section that awaits its lock: <c>await gate.WaitAsync(); try { … } finally { gate.Release(); }</c>, or <c>using (await gate.LockAsync()) { … }</c>.
/// </summary>
internal sealed class AsyncSection
{
    private readonly InvocationExpressionSyntax _taking;
    private readonly TryStatementSyntax? _attempt;

    private AsyncSection(InvocationExpressionSyntax taking, SyntaxNode body, TryStatementSyntax? attempt, bool isRelease)
    {
        _taking = taking;
        Body = body;
        _attempt = attempt;
        IsRelease = isRelease;
    }

    public SyntaxNode Body { get; }

    /// <summary>True where the lock is given back at the end of a section.</summary>
    public bool IsRelease { get; }

    /// <summary>The field of the lock that <paramref name="site"/> takes.</summary>
    public static IFieldSymbol? GateOf(ExpressionSyntax site, SemanticModel model) =>
        site.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(n => model.GetSymbolInfo(n).Symbol).OfType<IFieldSymbol>().FirstOrDefault();

    /// <summary>The section that <paramref name="gate"/> takes or gives back; null for any other use.</summary>
    public static AsyncSection? At(IdentifierNameSyntax gate, SourceText text, SemanticModel model)
    {
        var whole = MapField.Whole(gate);
        if (whole.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var member, Parent: InvocationExpressionSyntax call } access || access.Expression != whole)
            return null;

        switch (member)
        {
            case "Release" when call is { ArgumentList.Arguments.Count: 0, Parent: ExpressionStatementSyntax { Parent: BlockSyntax { Statements.Count: 1, Parent: FinallyClauseSyntax { Parent: TryStatementSyntax { Catches.Count: 0 } attempt } } } }:
                return new AsyncSection(call, attempt, attempt, isRelease: true);

            case "WaitAsync" when IsPlain(call, model) && Awaited(call) is { Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } wait } && After(wait, block) is { Catches.Count: 0, Finally.Block.Statements: { Count: 1 } release } attempt
                && release[0].ToString().StartsWith(whole + ".Release(", System.StringComparison.Ordinal) && Lines.IndentOf(wait, text) is not null && Lines.IndentOf(attempt, text) is not null && Lines.IndentOf(attempt.Block, text) is not null
                && !attempt.Finally.DescendantTrivia().Concat(attempt.TryKeyword.TrailingTrivia).Concat(attempt.Block.CloseBraceToken.TrailingTrivia).Any(trivia => trivia.IsComment()) && !attempt.GetLeadingTrivia().Concat(wait.GetTrailingTrivia()).Any(trivia => trivia.IsComment()):
                return new AsyncSection(call, attempt.Block, attempt, isRelease: false);

            case "LockAsync" when IsPlain(call, model) && Awaited(call) is { Parent: UsingStatementSyntax { Statement: var body } }:
                return new AsyncSection(call, body, null, isRelease: false);

            default:
                return null;
        }
    }

    /// <summary>The changes that take the lock for <paramref name="key"/> only.</summary>
    public IReadOnlyList<TextChange>? Take(string key, SourceText text)
    {
        var arguments = _taking.ArgumentList;
        if (_attempt is null)
            return new[] { new TextChange(new TextSpan(arguments.OpenParenToken.Span.End, 0), arguments.Arguments.Count == 0 ? key : key + ", ") };

        var wait = _taking.FirstAncestorOrSelf<ExpressionStatementSyntax>()!;
        var member = ((MemberAccessExpressionSyntax)_taking.Expression).Name;
        return new[]
        {
            new TextChange(new TextSpan(wait.SpanStart, 0), "using ("),
            new TextChange(TextSpan.FromBounds(member.SpanStart, arguments.OpenParenToken.Span.End), arguments.Arguments.Count == 0 ? $"LockAsync({key}" : $"LockAsync({key}, "),
            new TextChange(wait.SemicolonToken.Span, ")"),
            new TextChange(TextSpan.FromBounds(text.Lines.GetLineFromPosition(wait.Span.End).EndIncludingLineBreak, text.Lines.GetLineFromPosition(_attempt.Block.SpanStart).Start), ""),
            new TextChange(TextSpan.FromBounds(_attempt.Block.Span.End, _attempt.Span.End), ""),
        };
    }

    public IEnumerable<IdentifierNameSyntax> UsesOf(IEnumerable<IdentifierNameSyntax> names) => names.Where(n => Covers(n.Span));

    public bool Covers(TextSpan span) => Body.Span.Contains(span);

    /// <summary>No time limit: at most a token.</summary>
    private static bool IsPlain(InvocationExpressionSyntax call, SemanticModel model) =>
        call.ArgumentList.Arguments.Count == 0 || call.ArgumentList.Arguments is { Count: 1 } arguments && Async.TokenInScope.IsToken(model.GetTypeInfo(arguments[0].Expression).Type);

    private static AwaitExpressionSyntax? Awaited(InvocationExpressionSyntax call) => call.Parent switch
    {
        AwaitExpressionSyntax direct => direct,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax configured } } => configured,
        _ => null,
    };

    private static TryStatementSyntax? After(StatementSyntax wait, BlockSyntax block)
    {
        var at = block.Statements.IndexOf(wait) + 1;
        return at < block.Statements.Count ? block.Statements[at] as TryStatementSyntax : null;
    }
}
