using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Rules.Tests.Fixes.SelfTests;

/// <summary>A fix whose every step a test can replace by a wrong one.</summary>
internal sealed class ToyFix : CodeFixProvider
{
    /// <summary>What the action does to the text of the statement.</summary>
    public Func<string, string> Rewrite { get; init; } = text => text.Replace("Thread.Sleep(", "await Task.Delay(", StringComparison.Ordinal);

    /// <summary>What fix-all does to it, where that is something else.</summary>
    public Func<string, string>? RewriteAll { get; init; }

    /// <summary>What happens to the whole document afterwards.</summary>
    public Func<string, string> Finish { get; init; } = text => text;

    /// <summary>Titles and keys of the actions, all of which do the same.</summary>
    public (string Title, string? Key)[] Actions { get; init; } = [("Wait asynchronously", "delay")];

    /// <summary>The scopes of fix-all; none means there is no fix-all.</summary>
    public FixAllScope[] Scopes { get; init; } = [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override ImmutableArray<string> FixableDiagnosticIds => ["SPW9001"];

    public override FixAllProvider? GetFixAllProvider() => Scopes.Length == 0 ? null : new All(this);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await Task.CompletedTask;
        foreach (var (title, key) in Actions)
        {
            context.RegisterCodeFix(
                CodeAction.Create(title, _ => ChangeAsync(context.Document, context.Diagnostics, Rewrite), key),
                context.Diagnostics);
        }
    }

    private async Task<Document> ChangeAsync(Document document, IEnumerable<Diagnostic> diagnostics, Func<string, string> rewrite)
    {
        var root = (await document.GetSyntaxRootAsync())!;
        var text = root.ToFullString();
        foreach (var span in diagnostics.Select(d => d.Location.SourceSpan).OrderByDescending(span => span.Start))
        {
            var statement = root.FindNode(span).FirstAncestorOrSelf<StatementSyntax>()!.FullSpan;
            text = text[..statement.Start] + rewrite(text[statement.Start..statement.End]) + text[statement.End..];
        }

        return document.WithText(Microsoft.CodeAnalysis.Text.SourceText.From(Finish(text)));
    }

    private sealed class All(ToyFix fix) : DocumentBasedFixAllProvider([.. fix.Scopes])
    {
        protected override async Task<Document?> FixAllAsync(FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics) =>
            await fix.ChangeAsync(document, diagnostics, fix.RewriteAll ?? fix.Rewrite);
    }
}
