using System.Globalization;
using Microsoft.CodeAnalysis;
using Spillway.Pages;

namespace Spillway.Rules.Tests.Analysis;

/// <summary>A snippet compiles, its marks are reported, and nothing else is, by whichever rule.</summary>
internal static class FindingsCheck
{
    /// <summary>What is wrong with the findings in <paramref name="code"/>.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(AnalyzerSet rules, SnippetCode code)
    {
        var compilation = code.Compile(rules.Descriptors);
        var (findings, crashes) = await rules.AnalyseAsync(compilation, code.AnalyzerOptions());
        return
        [
            .. code.Errors(compilation),
            .. crashes.Select(crash => code.Snippet.Failure(code.Snippet.Code.Line, crash)),
            .. Compare(code.Snippet, [.. code.Places], findings),
        ];
    }

    /// <summary>Where marks and findings differ.</summary>
    public static IEnumerable<string> Compare(Snippet snippet, IReadOnlyList<MarkedPlace> places, IEnumerable<Diagnostic> findings)
    {
        var rest = findings.ToList();
        foreach (var place in places)
        {
            foreach (var mark in place.Marks)
            {
                var here = rest.Where(d => d.Id == mark.Id && Path(d) == place.Path && Line(d) == mark.Line).ToList();
                var found = here.Find(d => SaysSo(d, mark) && CoversIt(d, mark, place)) ?? here.Find(d => SaysSo(d, mark)) ?? here.FirstOrDefault();
                if (found is null)
                {
                    yield return snippet.Failure(mark.PageLine, $"{mark.Id} is expected here, and is not reported");
                    continue;
                }

                rest.Remove(found);
                if (!SaysSo(found, mark))
                    yield return snippet.Failure(mark.PageLine, $"{mark.Id} has another message\n    expected: {mark.Message}\n    actual:   {Message(found)}");

                if (!CoversIt(found, mark, place))
                    yield return snippet.Failure(mark.PageLine, $"{mark.Id} covers other columns\n    expected: {Show(place, mark.Line, mark.Columns!.Value)}\n    actual:   {Show(place, mark.Line, Columns(found, place))}");
            }
        }

        foreach (var finding in rest)
        {
            var what = finding.Location == Location.None ? "is reported without a location" : "is reported here, and no mark expects it";
            yield return snippet.Failure(finding, places, $"{finding.Id} {what}: {Message(finding)}");
        }
    }

    public static string Message(Diagnostic diagnostic) => diagnostic.GetMessage(CultureInfo.InvariantCulture);

    private static bool SaysSo(Diagnostic diagnostic, Mark mark) => mark.Message is null || Message(diagnostic) == mark.Message;

    private static bool CoversIt(Diagnostic diagnostic, Mark mark, MarkedPlace place) =>
        mark.Columns is not { } columns || Columns(diagnostic, place).Equals(columns);

    /// <summary>The columns of the page; of a span of several lines those on the first.</summary>
    private static Range Columns(Diagnostic diagnostic, MarkedPlace place)
    {
        var span = diagnostic.Location.GetLineSpan().Span;
        var start = place.PageColumn(span.Start.Character);
        return span.Start.Line == span.End.Line
            ? start..place.PageColumn(span.End.Character)
            : start..CodeLine(place, span.Start.Line).Length;
    }

    private static string Show(MarkedPlace place, int line, Range columns)
    {
        var text = CodeLine(place, line);
        var (start, end) = (Math.Min(columns.Start.Value, text.Length), Math.Min(columns.End.Value, text.Length));
        return $"{columns.Start.Value + 1} to {columns.End.Value}, '{text[start..Math.Max(start, end)]}'";
    }

    private static string CodeLine(MarkedPlace place, int line) => place.Code.Text.Split('\n')[line - place.FirstLine];

    private static string Path(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().Path;

    private static int Line(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().StartLinePosition.Line;
}
