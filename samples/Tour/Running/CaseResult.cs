using System.Collections.Immutable;
using Tour.Analysis;

namespace Tour.Running;

/// <summary>What a fix changed, in figures.</summary>
/// <param name="Case">The program.</param>
/// <param name="Figures">What was measured; the first one is what the fix is for.</param>
/// <param name="SameOutput">Whether the program returned the same.</param>
/// <param name="Runs">The runs in the middle, where the service saw its operations.</param>
/// <param name="Floor">The shortest possible time of the first figure, where one is known.</param>
internal sealed record CaseResult(FixedCase Case, ImmutableArray<Figure> Figures, bool SameOutput, RunPair? Runs = null, double? Floor = null)
{
    public string Rule => Case.File.Rule;

    public string Title => Case.File.Title;

    public Figure Headline => Figures[0];
}
