using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>One piece of evidence: a place in the source, and what it shows.</summary>
/// <param name="Location">Where to look.</param>
/// <param name="Label">What is seen there, in a few words.</param>
internal readonly record struct Witness(Location Location, string Label)
{
    public static Witness At(IOperation operation, string label) => new(operation.Syntax.GetLocation(), label);

    public static Witness At(SyntaxNode node, string label) => new(node.GetLocation(), label);
}
