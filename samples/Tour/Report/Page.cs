using System.Globalization;
using System.Net;
using System.Text;
using Tour.Analysis;
using Tour.Running;

namespace Tour.Report;

/// <summary>The tour as one HTML file that needs nothing else.</summary>
internal static class Page
{
    public static void Write(FileInfo file, Survey survey, IReadOnlyList<CaseResult> results)
    {
        file.Directory?.Create();
        File.WriteAllText(file.FullName, Render(survey, results));
    }

    private static string Render(Survey survey, IReadOnlyList<CaseResult> results)
    {
        var html = new StringBuilder();
        html.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Spillway: the tour</title>
            <style>
            {Style()}
            </style>
            </head>
            <body>
            <main>
            <header>
            <h1>Spillway</h1>
            <p class="lead">Waits that could overlap, threads that stall others, fan-outs without a bound and queues at a lock: found in the source, fixed by one action, run before and after.</p>
            </header>

            """);
        Overview(html, results);
        for (var i = 0; i < results.Count; i++)
            Case(html, results[i], $"case-{i + 1}");

        Service(html, survey);
        html.Append(CultureInfo.InvariantCulture, $"""
            <footer>
            <p>Measured on .NET {Environment.Version} with {Environment.ProcessorCount} processors. Each figure is the median of several runs after a warm-up; the programs took turns.
            The service ran on the loopback interface.</p>
            </footer>
            </main>
            </body>
            </html>

            """);
        return html.ToString();
    }

    private static void Overview(StringBuilder html, IReadOnlyList<CaseResult> results)
    {
        html.Append("<table><thead><tr><th>Case</th><th>Rule</th><th>Measured</th><th class=\"n\">Before</th><th class=\"n\">After</th>");
        html.Append("<th class=\"n\">Gain</th><th class=\"n\">Floor</th><th>Same output</th></tr></thead><tbody>");
        for (var i = 0; i < results.Count; i++)
        {
            var result = results[i];
            html.Append($"<tr><td><a href=\"#case-{i + 1}\">{Encode(result.Title)}</a></td>");
            Cell(html, "Rule", Encode(result.Rule), "");
            Cell(html, "Measured", Encode(result.Headline.What), "");
            Cell(html, "Before", Format.Value(result.Headline.Before, result.Headline.Unit), "n");
            Cell(html, "After", Format.Value(result.Headline.After, result.Headline.Unit), "n");
            Cell(html, "Gain", Format.Factor(result.Headline.Gain), "n good");
            Cell(html, "Floor", result.Floor is { } floor ? Format.Milliseconds(floor) : "", "n");
            Cell(html, "Same output", result.SameOutput ? "yes" : "no", result.SameOutput ? "" : "bad");
            html.Append("</tr>");
        }

        html.Append("</tbody></table>\n<p class=\"note\">Floor: the latencies of all requests, shared out under the limit. No schedule under the limit is faster. For a database: the round trips that are left, times their latency.</p>\n");
    }

    // On a narrow screen the rows become cards, and each cell carries its own heading.
    private static void Cell(StringBuilder html, string label, string text, string style)
        => html.Append($"<td class=\"{style}\" data-label=\"{label}\">{text}</td>");

    private static void Case(StringBuilder html, CaseResult result, string anchor)
    {
        html.Append($"<section id=\"{anchor}\">");
        html.Append($"<h2>{Encode(result.Title)}</h2>");
        foreach (var finding in result.Case.Findings)
            Finding(html, finding);

        if (result.Runs is { } runs)
            html.Append(Timeline.Draw(result, runs));
        if (result.Runs is null || result.Figures.Length > 1)
            html.Append(Bars.Draw(result.Figures));
        html.Append($"<h3>The fix: {Encode(string.Join("; ", result.Case.Actions))}</h3>");
        Differences(html, result.Case.File.Text, result.Case.After);
        html.Append("</section>\n");
    }

    private static void Service(StringBuilder html, Survey survey)
    {
        html.Append("<section><h2>A whole service</h2>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{Format.Count(survey.Findings.Length, "finding")} in {survey.Lines:N0} lines of <code>samples/Noisy</code>. ");
        html.Append(CultureInfo.InvariantCulture, $"The fixes changed {survey.Changes.Length} files; the service still compiles, and {Format.Count(survey.Remaining, "finding")} remained for people to decide.</p>");
        foreach (var file in survey.Findings.GroupBy(finding => finding.Place.File))
        {
            html.Append($"<details><summary><code>samples/{Encode(file.Key)}</code> <span>{Format.Count(file.Count(), "finding")}</span></summary>");
            foreach (var finding in file)
                Finding(html, finding);

            if (survey.Changes.FirstOrDefault(change => change.Path == file.Key) is { } change)
                Differences(html, change.Before, change.After);

            html.Append("</details>");
        }

        html.Append("</section>\n");
    }

    private static void Finding(StringBuilder html, Finding finding)
    {
        var place = finding.Place;
        var indent = place.Code.Length - place.Code.TrimStart().Length;
        var (start, end) = (place.Column, place.Column + place.Length);
        html.Append($"<div class=\"finding\"><p><code>samples/{Encode(place.File)}({place.Line},{place.Column + 1})</code> <b>{Encode(finding.Rule)}</b> {Encode(finding.Message)}</p><pre>");
        html.Append($"<span class=\"no\">{place.Line}</span>{Encode(place.Code[indent..start])}<u>{Encode(place.Code[start..end])}</u>{Encode(place.Code[end..])}\n");
        html.Append("</pre>");
        if (!finding.Because.IsEmpty)
        {
            html.Append("<ul>");
            foreach (var evidence in finding.Because)
            {
                var where = evidence.Place.File == place.File ? $"line {evidence.Place.Line}" : $"{evidence.Place.File}({evidence.Place.Line})";
                html.Append($"<li>{Encode(where)}: {Encode(evidence.Label)} <code>{Encode(evidence.Place.Code.Trim())}</code></li>");
            }

            html.Append("</ul>");
        }

        html.Append("</div>");
    }

    private static void Differences(StringBuilder html, string before, string after)
    {
        html.Append("<pre class=\"diff\">");
        foreach (var line in Difference.Between(before, after))
        {
            var (kind, mark) = line.Kind switch
            {
                DifferenceKind.Added => ("added", "+"),
                DifferenceKind.Removed => ("removed", "−"),
                DifferenceKind.Gap => ("gap", "⋮"),
                _ => ("same", " "),
            };
            html.Append($"<span class=\"{kind}\"><i>{line.Before}</i><i>{line.After}</i>{mark} {Encode(line.Text)}\n</span>");
        }

        html.Append("</pre>");
    }

    private static string Style()
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream("page.css")!);
        return reader.ReadToEnd();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
