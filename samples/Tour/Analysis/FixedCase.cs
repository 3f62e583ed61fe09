using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Tour.Analysis;

/// <summary>A case with its findings, and the same program before and after its fixes.</summary>
internal sealed record FixedCase(
    CaseFile File, ImmutableArray<Finding> Findings, ImmutableArray<string> Actions, string After, Compilation BeforeProgram, Compilation AfterProgram)
{
    public static async Task<FixedCase> FromAsync(Workbench workbench, CaseFile file, CancellationToken cancellationToken)
    {
        var before = workbench.OpenLibrary(Path.GetFileNameWithoutExtension(file.Path), file.Files, file.Limit);
        var beforeProgram = await Rules.CompileAsync(before, $"samples/{file.Path}", cancellationToken);
        var diagnostics = await Rules.InspectAsync(before, file.Rule, cancellationToken);
        if (diagnostics.IsEmpty)
            throw new TourFailure($"{file.Rule} finds nothing in samples/{file.Path}.");

        var (after, actions) = await Repair.ApplyAsync(before, file.Rule, cancellationToken);
        if (actions.IsEmpty)
            throw new TourFailure($"{file.Rule} offers no fix in samples/{file.Path}.");

        var text = await after.Documents.Single(d => d.Name == file.Path).GetTextAsync(cancellationToken);
        return new FixedCase(
            file,
            [.. diagnostics.Select(d => Finding.Of(d, before.Solution))],
            actions,
            text.ToString(),
            beforeProgram,
            await Rules.CompileAsync(after, $"samples/{file.Path}, fixed,", cancellationToken));
    }
}
