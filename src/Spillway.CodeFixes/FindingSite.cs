using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers;
using Spillway.CodeFixes.Async;

namespace Spillway.CodeFixes;

/// <summary>One finding that its rule says can be rewritten: the code where it stands, what the rule has sent along, and the rewrites that are offered for it.</summary>
public sealed class FindingSite
{
    private readonly Document _document;
    private readonly Diagnostic _diagnostic;
    private readonly List<Rewrite> _offered = new();
    private ImmutableArray<SyntaxNode> _evidence;

    private FindingSite(Document document, Diagnostic diagnostic, string form, SyntaxNode root, SemanticModel model, SourceText text)
    {
        _document = document;
        _diagnostic = diagnostic;
        Form = form;
        Root = root;
        Model = model;
        Text = text;
    }

    /// <summary>Which rewrite the rule has in mind.</summary>
    public string Form { get; }

    /// <summary>The document's tree.</summary>
    public SyntaxNode Root { get; }

    /// <summary>What the document's names mean.</summary>
    public SemanticModel Model { get; }

    /// <summary>The document's text.</summary>
    public SourceText Text { get; }

    /// <summary>The innermost node that was reported.</summary>
    public SyntaxNode Node => NodeAt(_diagnostic.Location.SourceSpan);

    /// <summary>What begins where the report begins.</summary>
    public SyntaxNode? First => Root.FindToken(_diagnostic.Location.SourceSpan.Start).Parent;

    /// <summary>The innermost nodes of the evidence that lies in this document, in the rule's order.</summary>
    public ImmutableArray<SyntaxNode> Evidence => _evidence.IsDefault ? _evidence = FindEvidence() : _evidence;

    /// <summary>The rewrites that have been offered, the best first.</summary>
    internal IReadOnlyList<Rewrite> Offered => _offered;

    /// <summary>What the rule says about <paramref name="property"/>, or null when it says nothing.</summary>
    public string? this[string property] => _diagnostic.Properties.TryGetValue(property, out var value) ? value : null;

    /// <summary>The site of a finding; null when no rewrite applies to it.</summary>
    internal static async Task<FindingSite?> OfAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (!diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var form) || form is null)
            return null;

        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        return root is null || model is null ? null : new FindingSite(document, diagnostic, form, root, model, text);
    }

    /// <summary>True when the rule says that <paramref name="property"/> holds.</summary>
    public bool Is(string property) => this[property] == "true";

    /// <summary>The innermost expression that is exactly what was reported, or null.</summary>
    public ExpressionSyntax? Expression() => Around<ExpressionSyntax>(expression => expression.Span == _diagnostic.Location.SourceSpan);

    /// <summary>The innermost <typeparamref name="T"/> around what was reported, or null.</summary>
    public T? Around<T>(Func<T, bool>? predicate = null)
        where T : SyntaxNode =>
        Node.FirstAncestorOrSelf(predicate);

    /// <summary>The innermost <typeparamref name="T"/> around the piece of evidence with this number, or null.</summary>
    public T? AroundEvidence<T>(int index, Func<T, bool>? predicate = null)
        where T : SyntaxNode =>
        index < Evidence.Length ? Evidence[index].FirstAncestorOrSelf(predicate) : null;

    /// <summary>Offers a rewrite, or nothing where there are no changes.</summary>
    /// <param name="title">What the action says.</param>
    /// <param name="key">Fix-all applies rewrites with the same key.</param>
    /// <param name="changes">The changes, in any order.</param>
    /// <param name="imports">Namespaces that the changed text needs.</param>
    public void Offer(string title, string key, IEnumerable<TextChange>? changes, params string[] imports)
    {
        if (changes?.InOrder().ToImmutableArray() is { IsEmpty: false } all)
            Add(title, key, () => Text.WithChanges(all), imports);
    }

    /// <summary>Offers a rewrite that is one change, or nothing where there is none.</summary>
    public void Offer(string title, string key, TextChange? change, params string[] imports)
    {
        if (change is { } one)
            Offer(title, key, new[] { one }, imports);
    }

    /// <summary>Offers a rewrite that is one change and says itself which namespaces it needs, or nothing where there is none.</summary>
    public void Offer(string title, string key, (TextChange Change, ImmutableArray<string> Imports)? written)
    {
        if (written is var (change, imports))
            Offer(title, key, change, imports.ToArray());
    }

    /// <summary>Offers a rewrite that has the whole text at hand, or nothing where there is none.</summary>
    public void Offer(string title, string key, (SourceText Text, ImmutableArray<string> Imports)? written)
    {
        if (written is var (text, imports))
            Add(title, key, () => text, imports);
    }

    private void Add(string title, string key, Func<SourceText> edited, IEnumerable<string> imports) =>
        _offered.Add(new Rewrite(title, key, _ => Task.FromResult(_document.WithText(edited()))) { Imports = imports.ToImmutableArray() });

    private SyntaxNode NodeAt(TextSpan span) => Root.FindNode(span, getInnermostNodeForTie: true);

    private ImmutableArray<SyntaxNode> FindEvidence() =>
        _diagnostic.AdditionalLocations.Where(location => location.SourceTree == _diagnostic.Location.SourceTree).Select(location => NodeAt(location.SourceSpan)).ToImmutableArray();
}
