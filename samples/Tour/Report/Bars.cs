using System.Globalization;
using System.Net;
using System.Text;
using Tour.Running;

namespace Tour.Report;

/// <summary>Figures as pairs of bars, each pair on its own scale: what is measured in milliseconds says nothing about megabytes.</summary>
internal static class Bars
{
    // The figure stands behind the longest bar.
    private const double Room = 0.7;

    public static string Draw(IEnumerable<Figure> figures)
    {
        var html = new StringBuilder("<dl class=\"bars\">");
        foreach (var figure in figures)
        {
            var longest = Math.Max(figure.Before, figure.After);
            html.Append($"<dt>{WebUtility.HtmlEncode(figure.What)}</dt>");
            Bar(html, "before", figure.Before, longest, figure.Unit);
            html.Append($"<strong>{Format.Factor(figure.Gain)}</strong>");
            Bar(html, "after", figure.After, longest, figure.Unit);
        }

        return html.Append("</dl>").ToString();
    }

    private static void Bar(StringBuilder html, string name, double value, double longest, Unit unit)
    {
        var width = longest > 0 ? 100 * Room * value / longest : 0;
        html.Append(CultureInfo.InvariantCulture, $"<dd class=\"{name}\"><i style=\"width:{Format.Number(width)}%\"></i>{Format.Value(value, unit)}</dd>");
    }
}
