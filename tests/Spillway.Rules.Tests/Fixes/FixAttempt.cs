using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;

namespace Spillway.Rules.Tests.Fixes;

/// <summary>One action taken at all findings of a snippet that offer it, one after the other and all at once.</summary>
internal sealed class FixAttempt(AnalyzerSet rules, FixSet fixes, SnippetCode code, Project project, ImmutableArray<Diagnostic> findings, ImmutableArray<Offer> offers)
{
    private readonly Snippet _snippet = code.Snippet;
    private readonly List<string> _failures = [];

    /// <summary>What is wrong with the outcome.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(IReadOnlyList<Becomes> becomes, ProgramRun? before)
    {
        if (offers[0].Kind.Key is null)
            return [Failure("the action has no equivalence key")];

        if (await OneByOneAsync() is not { } fixedProject)
            return _failures;

        var compilation = (CSharpCompilation)(await fixedProject.GetCompilationAsync())!;
        var texts = await SnippetProject.TextsAsync(fixedProject);
        foreach (var expected in becomes)
            await CompareAsync(expected, fixedProject, texts);

        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0 && !_snippet.Broken)
            Fail($"the fixed code does not compile: {string.Join(", ", errors.Select(e => $"{e.Id}: {FindingsCheck.Message(e)}"))}\n{Changed(texts)}");

        var worse = FixedCode.NewWarnings((await project.GetCompilationAsync())!, compilation).ToList();
        if (worse.Count > 0)
            Fail($"the fixed code has new warnings: {string.Join(", ", worse)}\n{Changed(texts)}");

        foreach (var comment in FixedCode.LostComments((await project.GetCompilationAsync())!, compilation))
            Fail($"the fix loses the comment '{comment}'\n{Changed(texts)}");

        await FixAllAsync(texts);
        if (before is { Problem: null, Output: not "" } && errors.Count == 0)
            Compare(before, ProgramRun.Of(compilation), texts);

        return _failures;
    }

    /// <summary>Fixes the first finding that offers the action, looks again, and goes on until none does.</summary>
    private async Task<Project?> OneByOneAsync()
    {
        var current = project;
        var next = offers[0];
        for (var round = 0; ; round++)
        {
            var changed = await FixSet.ApplyAsync(current, next.Action);
            var unchanged = Same(await SnippetProject.TextsAsync(current), await SnippetProject.TextsAsync(changed));
            if (unchanged && round == 0)
                Fail("the action changes nothing");

            if (unchanged)
                return current;

            current = changed;
            var (left, crashes) = await SnippetProject.AnalyseAsync(current, rules);
            foreach (var crash in crashes)
                Fail($"on the fixed code {crash}");

            if ((await fixes.OffersAsync(current, left)).FirstOrDefault(offer => offer.Kind == offers[0].Kind) is not { } again)
                return current;

            if (round + 1 > offers.Length)
            {
                Fail($"the fix is not idempotent: applied {round + 1} times to {offers.Length} finding(s), and still offered\n{Changed(await SnippetProject.TextsAsync(current))}");
                return null;
            }

            next = again;
        }
    }

    private async Task CompareAsync(Becomes expected, Project fixedProject, Dictionary<string, string> texts)
    {
        var places = new List<MarkedPlace>();
        foreach (var fence in expected.Files.Insert(0, expected.Code))
        {
            var source = fence.File is null ? code.Sources[0] : code.Sources.FirstOrDefault(s => s.Path == "/snippet/" + fence.File);
            if (source is null)
            {
                _failures.Add(_snippet.Failure(fence.Line, $"there is no document '{fence.File}' to compare with"));
                return;
            }

            var marked = MarkedText.Read(fence, _snippet.Page.Name);
            var actual = source.CodeOf(texts[source.Path]);
            if (actual is null || actual.TrimEnd('\n') != marked.Text.TrimEnd('\n'))
            {
                var line = actual is null ? 0 : Math.Min(FixedCode.FirstDifference(marked.Text, actual), marked.PageLines.Length - 1);
                _failures.Add(_snippet.Failure(marked.PageLines[line], $"'{offers[0].Action.Title}' gives other code{FixedCode.Difference(marked.Text, actual)}\n{(actual is null ? "actual, changed outside the snippet" : "actual")}:\n{FixedCode.Quote(actual ?? texts[source.Path])}"));
                return;
            }

            // Directives that the fix added stand at the top of the document, on the page followed by a blank line.
            var shift = source.Before.Length > 0 && FixedCode.Imports(source, texts[source.Path]) > 0 ? -1 : 0;
            places.Add(new MarkedPlace(source.Path, marked, source.Place.FirstLine + shift, source.Indent.Length));
        }

        // Documents that the page does not show again are as they were.
        places.AddRange(code.Sources.Concat(code.Additional).Select(s => s.Place).Where(place => places.All(p => p.Path != place.Path)));
        var (left, _) = await SnippetProject.AnalyseAsync(fixedProject, rules);
        _failures.AddRange(FindingsCheck.Compare(_snippet, places, left));
    }

    private async Task FixAllAsync(Dictionary<string, string> oneByOne)
    {
        var provider = offers[0].Provider.GetFixAllProvider();
        var document = project.GetDocument(offers[0].Finding.Location.SourceTree)!;
        foreach (var scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
        {
            if (provider?.GetSupportedFixAllScopes().Contains(scope) != true)
            {
                Fail($"the fix has no fix-all for the scope {scope}");
                continue;
            }

            var ids = offers.Select(offer => offer.Finding.Id).Distinct();
            var context = new FixAllContext(document, offers[0].Provider, scope, offers[0].Kind.Key!, ids, new KnownFindings(findings), CancellationToken.None);
            var action = await provider.GetFixAsync(context);
            var actual = await SnippetProject.TextsAsync(action is null ? project : await FixSet.ApplyAsync(project, action));
            foreach (var (path, expected) in oneByOne.Where(text => scope != FixAllScope.Document || text.Key == document.FilePath))
            {
                if (actual[path] != expected)
                    Fail($"fix-all for the scope {scope} differs from fixing one by one{FixedCode.Difference(expected, actual[path])}\none by one:\n{FixedCode.Quote(expected)}\nfix-all:\n{FixedCode.Quote(actual[path])}");
            }
        }
    }

    private void Compare(ProgramRun before, ProgramRun after, Dictionary<string, string> texts)
    {
        if (after.Problem is not null)
            Fail($"the fixed program {after.Problem}\n{Changed(texts)}");
        else if (after.Output != before.Output)
            Fail($"the fixed program prints something else{FixedCode.Difference(before.Output, after.Output)}\nbefore:\n{FixedCode.Quote(before.Output)}\nafter:\n{FixedCode.Quote(after.Output)}\n{Changed(texts)}");
    }

    private string Changed(Dictionary<string, string> texts) =>
        string.Join("\n", code.Sources.Where(source => texts[source.Path] != source.Text).Select(source => $"{Path.GetFileName(source.Path)} after the fix:\n{FixedCode.Quote(source.CodeOf(texts[source.Path]) ?? texts[source.Path])}"));

    private void Fail(string problem) => _failures.Add(Failure(problem));

    private string Failure(string problem) => _snippet.Failure(_snippet.Code.Line, $"after '{offers[0].Action.Title}' for {offers[0].Finding.Id}: {problem}");

    private static bool Same(Dictionary<string, string> left, Dictionary<string, string> right) =>
        left.All(text => right[text.Key] == text.Value);

    /// <summary>Fix-all gets the findings that are known already.</summary>
    private sealed class KnownFindings(ImmutableArray<Diagnostic> findings) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(findings);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return findings.Where(finding => finding.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(findings.Where(finding => finding.Location.SourceTree is null));
    }
}
