using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Analyzers;

/// <summary>Reports each line of a <c>*.spillway.txt</c> file that cannot be used, at its place in that file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CatalogueDiagnostics : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        id: "SPW0001",
        title: "Catalogue line cannot be used",
        messageFormat: "{0}",
        category: "Configuration",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A line of a *.spillway.txt file tells Spillway what an API does; one that cannot be read, or names a member that does not exist, has no effect.",
        helpLinkUri: Rule.HelpLink("SPW0001"));

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(Check);
    }

    private static void Check(AdditionalFileAnalysisContext context)
    {
        var path = context.AdditionalFile.Path;
        if (!path.EndsWith(KnownApis.FileEnding, StringComparison.OrdinalIgnoreCase))
            return;

        // A file that is listed twice is told of once. An editor may hand over another object for a file than it lists, which is none of the later ones.
        if (context.Options.AdditionalFiles.Where(file => file.Path == path).Skip(1).Contains(context.AdditionalFile))
            return;

        var apis = ConcurrencyModel.For(context.Compilation, context.Options, context.CancellationToken).Apis;
        foreach (var error in apis.Errors.Where(error => error.Path == path))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Location.Create(error.Path, error.Span, error.Lines), error.Message));
    }
}
