using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>When does a framework call this code? On the line of the function's name, or on that of a lambda; the host on the line of each type.</summary>
public sealed class RootsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Roots);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            var place = method.Symbol is { MethodKind: not MethodKind.AnonymousFunction } symbol ? symbol.Locations[0] : method.Bodies[0].Parent?.Syntax.GetLocation();
            if (method.Root is { } root)
                yield return (place!.Line(), root.Occasion.ToString().ToLowerInvariant());
            else if (method.RootAround is { } around)
                yield return (place!.Line(), $"in {around.Name}");
        }

        var host = ConcurrencyModel.For(compilation, options, CancellationToken.None).Roots.Host;
        foreach (var type in tree.GetRoot().DescendantNodes().OfType<EnumDeclarationSyntax>())
            yield return (type.Identifier.GetLocation().Line(), $"host: {host.ToString().ToLowerInvariant()}");
    }
}
