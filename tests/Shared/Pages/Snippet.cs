using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Spillway.Pages;

/// <summary>One test: a code block with the files, options and expectations that belong to it.</summary>
public sealed record Snippet(Page Page, Section Section, Settings Settings, Fence Code)
{
    /// <summary>Further documents of the section; the ones that are not C# become additional files.</summary>
    public ImmutableArray<Fence> Files { get; init; } = [];

    /// <summary>The section's <c>editorconfig</c> blocks, outermost first.</summary>
    public ImmutableArray<Fence> Configs { get; init; } = [];

    /// <summary>What fixes are to make of it.</summary>
    public ImmutableArray<Becomes> Becomes { get; init; } = [];

    /// <summary>The page says that no fix is offered.</summary>
    public bool Refuses { get; init; }

    /// <summary>A program that is run before and after each fix.</summary>
    public bool Runs => Code.Words.Contains("runs");

    /// <summary>Code that does not compile, on purpose.</summary>
    public bool Broken => Code.Words.Contains("broken");

    /// <summary>Where a failure of this snippet is to be looked for.</summary>
    public string Where(int line) => $"{Page.Name}({line}), under \"{Section.Heading}\"";

    /// <summary>A failure at a line of the page.</summary>
    public string Failure(int line, string problem) => $"{Where(line)}: {problem}\n    {line,4} | {Page.LineAt(line)}";

    /// <summary>A failure where a diagnostic is; at the first line of the first place when it is outside all of them.</summary>
    public string Failure(Diagnostic diagnostic, IReadOnlyList<MarkedPlace> places, string problem)
    {
        var span = diagnostic.Location.GetLineSpan();
        var line = places.FirstOrDefault(place => place.Path == span.Path)?.PageLine(span.StartLinePosition.Line);
        var outside = line is null && diagnostic.Location.SourceTree is { } tree
            ? $"\n    outside the snippet: {tree.GetText().Lines[span.StartLinePosition.Line]}"
            : "";
        return Failure(line ?? places[0].Code.PageLines[0], problem + outside);
    }
}

/// <summary>The code after a fix.</summary>
/// <param name="Code">All of the snippet as it is then; with a file name, that document.</param>
/// <param name="Title">The action to take, or null for the first that is offered.</param>
/// <param name="Rule">The rule whose finding is to be fixed, or null for the first that can be.</param>
public sealed record Becomes(Fence Code, string? Title, string? Rule)
{
    /// <summary>Further documents as they are then.</summary>
    public ImmutableArray<Fence> Files { get; init; } = [];

    /// <summary>With one more document.</summary>
    public Becomes And(Fence file) => this with { Files = Files.Add(file) };
}
