using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Tour.Analysis;

internal enum DifferenceKind
{
    Same,
    Removed,
    Added,
    Gap,
}

/// <summary>One line of a unified difference.</summary>
internal sealed record DifferenceLine(DifferenceKind Kind, int? Before, int? After, string Text);

/// <summary>What changed between two texts, with a little of what did not.</summary>
internal static class Difference
{
    private const int Context = 3;

    public static IReadOnlyList<DifferenceLine> Between(string before, string after)
    {
        var all = Group(Number(new InlineDiffBuilder(new Differ()).BuildDiffModel(before, after, ignoreWhitespace: false).Lines)).ToList();
        var shown = new List<DifferenceLine>();
        var last = -1;
        for (var i = 0; i < all.Count; i++)
        {
            var near = Enumerable.Range(i - Context, 2 * Context + 1).Any(k => k >= 0 && k < all.Count && all[k].Kind != DifferenceKind.Same);
            if (!near)
                continue;

            if (i > last + 1 && shown.Count > 0)
                shown.Add(new DifferenceLine(DifferenceKind.Gap, null, null, ""));

            shown.Add(all[i]);
            last = i;
        }

        return shown;
    }

    private static IEnumerable<DifferenceLine> Number(IEnumerable<DiffPiece> pieces)
    {
        var (before, after) = (0, 0);
        foreach (var piece in pieces)
        {
            yield return piece.Type switch
            {
                ChangeType.Deleted => new DifferenceLine(DifferenceKind.Removed, ++before, null, piece.Text),
                ChangeType.Inserted => new DifferenceLine(DifferenceKind.Added, null, ++after, piece.Text),
                _ => new DifferenceLine(DifferenceKind.Same, ++before, ++after, piece.Text),
            };
        }
    }

    // A change reads better when all that went stands before all that came.
    private static IEnumerable<DifferenceLine> Group(IEnumerable<DifferenceLine> lines)
    {
        var added = new List<DifferenceLine>();
        foreach (var line in lines)
        {
            if (line.Kind == DifferenceKind.Added)
            {
                added.Add(line);
                continue;
            }

            if (line.Kind == DifferenceKind.Same)
            {
                foreach (var held in added)
                    yield return held;

                added.Clear();
            }

            yield return line;
        }

        foreach (var held in added)
            yield return held;
    }
}
