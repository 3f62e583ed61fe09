using Microsoft.CodeAnalysis;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Where an answer stands.</summary>
internal static class Lines
{
    /// <summary>The line on which <paramref name="operation"/> begins, counted from zero.</summary>
    public static int Line(this IOperation operation) => operation.Syntax.GetLocation().Line();

    /// <summary>The line on which <paramref name="location"/> begins, counted from zero.</summary>
    public static int Line(this Location location) => location.GetLineSpan().StartLinePosition.Line;
}
