using System.Globalization;
using System.Net;
using System.Text;
using Tour.Running;

namespace Tour.Report;

/// <summary>
/// The picture of two runs on one time axis, one bar for each operation. The drawing stretches with the page, so it holds only
/// bars; words and figures are HTML over it and keep their size.
/// </summary>
internal static class Timeline
{
    public static string Draw(CaseResult result, RunPair runs)
    {
        var scale = Scale.For(Math.Max(runs.Before.Milliseconds, runs.After.Milliseconds));
        var html = new StringBuilder();
        html.Append("<figure class=\"timeline\">");
        Panel(html, "before", result.Case.File.Header.GetValueOrDefault("before", "one after another"), runs.Before, scale);
        Panel(html, "after", result.Case.File.AsksLess ? $"{Format.Count(runs.After.Operations.Count, "request")} for all" : $"at most {result.Case.File.Limit} at a time", runs.After, scale, result);
        Axis(html, scale);
        html.Append("<figcaption>Each bar is one request, from its arrival at the service to its answer.</figcaption></figure>");
        return html.ToString();
    }

    private static void Panel(StringBuilder html, string name, string how, Run run, Scale scale, CaseResult? gain = null)
    {
        var end = Format.Number(100 * run.Milliseconds / scale.End);
        html.Append($"<div class=\"head {name}\"><b>{name}</b><span>{how}</span><strong>{Format.Milliseconds(run.Milliseconds)}</strong></div>");
        html.Append("<div class=\"panel\">");
        Grid(html, scale);
        html.Append($"<svg class=\"{name}\" viewBox=\"0 0 {Format.Number(scale.End)} {run.Operations.Count}\" preserveAspectRatio=\"none\" role=\"img\">");
        html.Append($"<title>{name}: {run.Operations.Count} operations in {Format.Milliseconds(run.Milliseconds)}</title>");
        for (var i = 0; i < run.Operations.Count; i++)
        {
            var operation = run.Operations[i];
            html.Append($"<rect x=\"{Format.Number(operation.Start)}\" y=\"{Format.Number(i + 0.1)}\" width=\"{Format.Number(operation.End - operation.Start)}\" height=\"0.8\">");
            html.Append($"<title>{WebUtility.HtmlEncode($"operation {i + 1}: {operation.Start:N0} to {operation.End:N0} ms")}</title></rect>");
        }

        html.Append("</svg>");
        html.Append($"<i class=\"end {name}\" style=\"left:{end}%\"></i>");
        if (gain is not null)
        {
            html.Append($"<div class=\"gain\" style=\"left:{end}%\"><span><b>{Format.Factor(gain.Headline.Gain)}</b> faster<br>");
            html.Append($"<small>{Format.Milliseconds(gain.Floor ?? 0)} is the floor</small></span></div>");
        }

        html.Append("</div>");
    }

    private static void Grid(StringBuilder html, Scale scale)
    {
        foreach (var tick in scale.Ticks.Skip(1))
            html.Append($"<i class=\"tick\" style=\"left:{Format.Number(100 * tick / scale.End)}%\"></i>");
    }

    private static void Axis(StringBuilder html, Scale scale)
    {
        html.Append("<div class=\"axis\">");
        foreach (var tick in scale.Ticks)
        {
            var left = 100 * tick / scale.End;
            var atEdge = left > 95 ? " class=\"last\"" : "";
            html.Append($"<span{atEdge} style=\"left:{Format.Number(left)}%\">{(tick == 0 ? "0 ms" : tick.ToString("N0", CultureInfo.InvariantCulture))}</span>");
        }

        html.Append("</div>");
    }

    /// <summary>A time axis from 0, with round ticks.</summary>
    private sealed record Scale(double End, IReadOnlyList<double> Ticks)
    {
        public static Scale For(double longest)
        {
            var rough = longest / 5;
            var magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            var step = new[] { 1, 2, 2.5, 5, 10 }.Select(factor => factor * magnitude).First(candidate => candidate >= rough);
            var end = longest * 1.02;
            return new Scale(end, [.. Enumerable.Range(0, (int)(end / step) + 1).Select(i => i * step)]);
        }
    }
}
