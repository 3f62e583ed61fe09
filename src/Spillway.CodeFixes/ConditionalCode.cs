using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes;

/// <summary>
/// Code between <c>#if</c> and <c>#endif</c>: another target framework compiles what this one skips. A rewrite that reaches around it
/// would be right for one of them and break the other, so it is not offered.
/// </summary>
internal static class ConditionalCode
{
    /// <summary>True when the change from <paramref name="before"/> to <paramref name="after"/> keeps all directives, and changes nothing around conditional ones.</summary>
    public static async Task<bool> IsLeftAloneAsync(Document before, Document after, CancellationToken cancellationToken)
    {
        var root = await before.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is not { ContainsDirectives: true } || await after.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } changed)
            return true;

        if (!Directives(root).SequenceEqual(Directives(changed)))
            return false;

        var changes = (await after.GetTextChangesAsync(before, cancellationToken).ConfigureAwait(false)).ToList();
        return changes.Count == 0 || !IsConditional(root, Reach(root, changes));
    }

    private static IEnumerable<string> Directives(SyntaxNode root) =>
        root.DescendantTrivia(node => node.ContainsDirectives).Where(trivia => trivia.IsDirective).Select(trivia => trivia.ToString().Trim());

    private static bool IsConditional(SyntaxNode root, TextSpan reach) =>
        root.DescendantTrivia(reach).Any(trivia => reach.OverlapsWith(trivia.Span) && trivia.Kind() is SyntaxKind.IfDirectiveTrivia
            or SyntaxKind.ElifDirectiveTrivia or SyntaxKind.ElseDirectiveTrivia or SyntaxKind.EndIfDirectiveTrivia or SyntaxKind.DisabledTextTrivia);

    /// <summary>From the first change to the last: with the whole function where its head changes, and the whole type where several members do.</summary>
    private static TextSpan Reach(SyntaxNode root, List<TextChange> changes)
    {
        var reach = TextSpan.FromBounds(changes.Min(change => change.Span.Start), changes.Max(change => change.Span.End));
        foreach (var change in changes)
        {
            foreach (var function in root.FindToken(change.Span.Start).Parent?.AncestorsAndSelf().Where(AwaitPlace.IsFunction) ?? Enumerable.Empty<SyntaxNode>())
            {
                if (AsyncForm.BodyOf(function) is { } body && change.Span.Start < body.SpanStart)
                    reach = Both(reach, function.Span);
            }
        }

        return root.FindNode(reach).FirstAncestorOrSelf<MemberDeclarationSyntax>() is TypeDeclarationSyntax type ? Both(reach, type.Span) : reach;
    }

    private static TextSpan Both(TextSpan a, TextSpan b) => TextSpan.FromBounds(System.Math.Min(a.Start, b.Start), System.Math.Max(a.End, b.End));
}
