using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Tour.Analysis;

/// <summary>A file before and after its fixes.</summary>
internal sealed record FileChange(string Path, string Before, string After);

/// <summary>What the rules say about a whole service, and what is left after its fixes.</summary>
internal sealed partial record Survey(ImmutableArray<Finding> Findings, ImmutableArray<FileChange> Changes, int Files, int Lines, int Remaining)
{
    private const int Limit = 8;

    public static async Task<Survey> OfNoisyAsync(Workbench workbench, CancellationToken cancellationToken)
    {
        // The marks at the line ends are for tests; people see the code as its authors wrote it.
        var files = SourceFile.Load("Noisy/").Select(file => file with { Text = ExpectedFinding.Replace(file.Text, "") }).ToList();
        var before = workbench.OpenWebApplication("Noisy", files, Limit);
        await Rules.CompileAsync(before, "samples/Noisy", cancellationToken);
        var diagnostics = await Rules.InspectAsync(before, rule: null, cancellationToken);
        if (diagnostics.IsEmpty)
            throw new TourFailure("No rule finds anything in samples/Noisy.");

        var (after, _) = await Repair.ApplyAsync(before, rule: null, cancellationToken);
        var changes = ImmutableArray.CreateBuilder<FileChange>();
        foreach (var file in files)
        {
            var text = (await after.Documents.Single(d => d.Name == file.Path).GetTextAsync(cancellationToken)).ToString();
            if (text != file.Text)
                changes.Add(new FileChange(file.Path, file.Text, text));
        }

        await Rules.CompileAsync(after, "samples/Noisy, fixed,", cancellationToken);
        var remaining = await Rules.InspectAsync(after, rule: null, cancellationToken);
        return new Survey(
            [.. diagnostics.Select(d => Finding.Of(d, before.Solution))],
            changes.ToImmutable(),
            files.Count,
            files.Sum(file => file.Text.Count(c => c == '\n')),
            remaining.Length);
    }

    [GeneratedRegex(" *// SPW[0-9]{4}$", RegexOptions.Multiline)]
    private static partial Regex ExpectedFinding { get; }
}
