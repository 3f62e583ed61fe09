using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which parallel work is under one lock as a whole? On the line of what starts it.</summary>
public sealed class SerialBodyQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(SerialBody);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from serial in method.SerialBodies
        select (serial.Location.Line(), $"{serial.Name}: {serial.Lock.Name}{(serial.Rewrite(method.Model) is { } rewrite ? $" -> {rewrite["rewrite"]} {rewrite["gathered"]}" : "")}");
}
