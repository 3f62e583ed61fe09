using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes;

/// <summary>
/// What rewrites call that came with a later .NET. The compilation at hand is that of one framework; where the project is built for an older one too, the rewritten code would not
/// build there.
/// </summary>
internal static class NewerForms
{
    /// <summary>The version that a member came with, by its type and its name; a type stands for all that it has.</summary>
    private static readonly Dictionary<string, int> Since = new()
    {
        ["System.Threading.Tasks.Parallel.ForEachAsync"] = 6,
        ["System.Threading.Tasks.Parallel.ForAsync"] = 8,
        ["System.Threading.Tasks.Task.WaitAsync"] = 6,
        ["System.Threading.Tasks.Task.WhenEach"] = 9,
        ["System.Threading.Tasks.ValueTask.CompletedTask"] = 5,
        ["System.Threading.PeriodicTimer"] = 6,
        ["System.Threading.Lock"] = 9,
        ["System.IO.File.ReadLinesAsync"] = 7,
        ["System.Diagnostics.Process.WaitForExitAsync"] = 5,
    };

    /// <summary>The version that the overload with a cancellation token came with.</summary>
    private static readonly Dictionary<string, int> SinceWithToken = new()
    {
        ["System.IO.TextReader.ReadLineAsync"] = 7,
        ["System.IO.TextReader.ReadToEndAsync"] = 7,
        ["System.IO.StreamReader.ReadLineAsync"] = 7,
        ["System.IO.StreamReader.ReadToEndAsync"] = 7,
        ["System.IO.TextWriter.FlushAsync"] = 8,
        ["System.IO.StreamWriter.FlushAsync"] = 8,
        ["System.Net.Http.HttpClient.GetStringAsync"] = 5,
        ["System.Net.Http.HttpClient.GetByteArrayAsync"] = 5,
        ["System.Net.Http.HttpClient.GetStreamAsync"] = 5,
        ["System.Net.Http.HttpContent.ReadAsStringAsync"] = 5,
        ["System.Net.Http.HttpContent.ReadAsByteArrayAsync"] = 5,
        ["System.Net.Http.HttpContent.ReadAsStreamAsync"] = 5,
        ["System.Net.Dns.GetHostAddressesAsync"] = 6,
        ["System.Net.Dns.GetHostEntryAsync"] = 6,
    };

    private static readonly SymbolDisplayFormat Plain = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private static readonly HashSet<string> Names = new(Since.Keys.Concat(SinceWithToken.Keys).Select(LastPart));

    /// <summary>True when every framework of the project has what the new text calls.</summary>
    public static bool AreAtHand(IEnumerable<TextSpan> added, SemanticModel model, AnalyzerConfigOptions options, CancellationToken cancellationToken)
    {
        if (!OlderTargets.AreSeveral(options))
            return true;

        var root = model.SyntaxTree.GetRoot(cancellationToken);
        return !added.SelectMany(span => root.DescendantNodes(node => node.Span.IntersectsWith(span)).OfType<SimpleNameSyntax>().Where(name => name.Span.IntersectsWith(span) && Names.Contains(name.Identifier.ValueText)))
            .Any(name => VersionOf(model.GetSymbolInfo(name, cancellationToken).Symbol) is { } version && OlderTargets.AreBefore(version, options));
    }

    private static int? VersionOf(ISymbol? symbol)
    {
        if (symbol is null)
            return null;

        var full = symbol is ITypeSymbol or { ContainingType: null } ? symbol.ToDisplayString(Plain) : $"{symbol.ContainingType.ToDisplayString(Plain)}.{symbol.Name}";
        if (Since.TryGetValue(full, out var version))
            return version;

        var takesToken = symbol is IMethodSymbol { Parameters: var parameters } && parameters.Any(parameter => parameter.Type is { Name: "CancellationToken", ContainingNamespace.Name: "Threading" });
        return takesToken && SinceWithToken.TryGetValue(full, out version) ? version : null;
    }

    private static string LastPart(string name) => name.Substring(name.LastIndexOf('.') + 1);
}
