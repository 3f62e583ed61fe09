using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Rules.Tests.Analysis;

namespace Spillway.Rules.Tests.Fixes;

/// <summary>An action that the light bulb shows at a finding.</summary>
internal sealed record Offer(Diagnostic Finding, CodeFixProvider Provider, CodeAction Action)
{
    /// <summary>Offers with the same key are the same action at several places.</summary>
    public (CodeFixProvider Provider, string? Key) Kind => (Provider, Action.EquivalenceKey);

    /// <summary>The action keeps the code as it is and silences the report.</summary>
    public bool Keeps => Action.EquivalenceKey?.StartsWith("keep:", StringComparison.Ordinal) == true;
}

/// <summary>The code fixes that findings are shown to.</summary>
internal sealed class FixSet(params ImmutableArray<CodeFixProvider> providers)
{
    /// <summary>Every code fix of the package.</summary>
    public static FixSet Shipped { get; } = new([.. AnalyzerSet.InstancesIn<CodeFixProvider>("Spillway.CodeFixes")]);

    /// <summary>The actions for each of <paramref name="findings"/>, in order.</summary>
    public async Task<ImmutableArray<Offer>> OffersAsync(Project project, IEnumerable<Diagnostic> findings)
    {
        var offers = ImmutableArray.CreateBuilder<Offer>();
        foreach (var finding in findings)
        {
            if (project.GetDocument(finding.Location.SourceTree) is not { } document)
                continue;

            foreach (var provider in providers.Where(provider => provider.FixableDiagnosticIds.Contains(finding.Id)))
            {
                var context = new CodeFixContext(document, finding, (action, _) => offers.Add(new Offer(finding, provider, action)), CancellationToken.None);
                await provider.RegisterCodeFixesAsync(context);
            }
        }

        return offers.ToImmutable();
    }

    /// <summary>The project after <paramref name="action"/>.</summary>
    public static async Task<Project> ApplyAsync(Project project, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
    }
}
