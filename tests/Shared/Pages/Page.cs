using System.Collections.Immutable;

namespace Spillway.Pages;

/// <summary>A Markdown page whose code blocks are tests.</summary>
/// <param name="Name">Where it lies, relative to the repository.</param>
/// <param name="Text">All of it.</param>
/// <param name="Sections">Its headings, in order; the first stands for what precedes every heading.</param>
public sealed record Page(string Name, string Text, ImmutableArray<Section> Sections)
{
    /// <summary>The text of a line, counted from one.</summary>
    public string LineAt(int line) => Text.Split('\n') is var lines && line >= 1 && line <= lines.Length ? lines[line - 1].TrimEnd('\r') : "";
}

/// <summary>What stands under one heading. Settings, files and options also hold for the headings below it.</summary>
public sealed class Section(string heading, int level, Section? parent)
{
    /// <summary>The heading's text; empty for what precedes the first heading.</summary>
    public string Heading { get; } = heading;

    /// <summary>The number of <c>#</c>.</summary>
    public int Level { get; } = level;

    /// <summary>The section that contains this one.</summary>
    public Section? Parent { get; } = parent;

    /// <summary>Paragraphs, directives and blocks, in order.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>This section and the ones that contain it, the outermost first.</summary>
    public IEnumerable<Section> Path => Parent is null ? [this] : Parent.Path.Append(this);
}

/// <summary>A paragraph, a directive or a code block.</summary>
/// <param name="Line">Where it starts, counted from one; for a block its first line of code.</param>
public abstract record Part(int Line);

/// <summary>Prose.</summary>
public sealed record Paragraph(int Line, string Text) : Part(Line);

/// <summary>A comment of the form <c>&lt;!-- name: value --&gt;</c>.</summary>
public sealed record Directive(int Line, string Name, string Value) : Part(Line);

/// <summary>A fenced block: <c>```language word key=value</c>.</summary>
public sealed record Fence(int Line, string Language, ImmutableArray<string> Words, string Text) : Part(Line)
{
    /// <summary>The value of <c>key=value</c> on the fence, or null.</summary>
    public string? Value(string key) =>
        Words.FirstOrDefault(word => word.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..];

    /// <summary>The file that the block is, when it has a name of its own.</summary>
    public string? File => Value("file");
}

/// <summary>The page itself is not in the right form.</summary>
public sealed class PageException(string page, int line, string problem) : Exception($"{page}({line}): {problem}");
