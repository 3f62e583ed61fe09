using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Queries;

/// <summary>
/// A loop over items that makes and awaits one request in each turn: what other loops amount to, written into their place. From there
/// it is rewritten like any other loop.
/// </summary>
/// <param name="Text">The document with the plain loop.</param>
/// <param name="Start">Where the plain loop begins.</param>
/// <param name="Request">The index of the statement in its body that awaits.</param>
/// <param name="IsBare">True when the whole body may overlap: it does nothing but make the request.</param>
internal sealed record PlainLoop(SourceText Text, int Start, int Request, bool IsBare)
{
    /// <summary>The document of <paramref name="original"/> with the loop in the given form, and the namespaces it needs; null where the form does not fit.</summary>
    public (SourceText Text, ImmutableArray<string> Imports)? Write(SemanticModel original, Form form, string limit)
    {
        if (!original.Compilation.Offers(form))
            return null;

        var tree = original.SyntaxTree.WithChangedText(Text);
        if (tree.GetRoot().FindToken(Start).Parent?.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { } loop)
            return null;

        var model = original.Compilation.ReplaceSyntaxTree(original.SyntaxTree, tree).GetSemanticModel(tree);
        (TextChange, ImmutableArray<string>)? written = null;
        if (IsBare)
            written = WholeLoop.Write(loop, model, form, limit);
        else if (LoopSplit.Create(loop, new[] { Request }, model) is { } split && !Handled.LosesResults(split, model))
            written = LoopText.Write(split, model, form, limit);
        return written is var (change, imports) ? (Text.WithChanges(change), imports) : null;
    }
}
