using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Pages;

/// <summary>The usings and the surrounding class that spare snippets everything but their interesting lines.</summary>
public sealed partial class Preamble
{
    private static readonly ConcurrentDictionary<string, Preamble> Known = new();

    private readonly string _name;
    private readonly string _text;

    private Preamble(string name, string text)
    {
        _name = name;
        References = ReferenceLine().Match(text) is { Success: true } match
            ? [.. match.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : [];
        _text = ReferenceLine().Replace(text, "").TrimStart('\n');
        Usings = [.. SyntaxFactory.ParseCompilationUnit(text).Usings.Select(directive => directive.ToString())];
    }

    /// <summary>Assemblies or frameworks that the preamble needs beyond the base framework and Spillway.</summary>
    public ImmutableArray<string> References { get; }

    /// <summary>Its using directives.</summary>
    public ImmutableArray<string> Usings { get; }

    /// <summary>The preamble in <c>tests/Spillway.Rules.Tests/Preambles/NAME.cs</c>.</summary>
    public static Preamble Named(string name) => Known.GetOrAdd(name, static name =>
    {
        var path = Path.Combine(Repository.Root, "tests", "Spillway.Rules.Tests", "Preambles", name + ".cs");
        return File.Exists(path)
            ? new Preamble(name, File.ReadAllText(path).ReplaceLineEndings("\n"))
            : throw new InvalidOperationException($"There is no preamble '{name}' in {Path.GetDirectoryName(path)}.");
    });

    /// <summary>What stands before and after a snippet, and how far the snippet is indented.</summary>
    public (string Before, string After, string Indent) Around(SnippetShape shape, IEnumerable<string> usings)
    {
        var (wanted, other) = shape == SnippetShape.Members ? ("/*members*/", "/*statements*/") : ("/*statements*/", "/*members*/");
        var text = string.Concat(usings.Select(name => $"using {name};\n")) + _text;
        var lines = text.TrimEnd('\n').Split('\n').Where(line => line.Trim() != other).ToList();
        var slot = lines.FindIndex(line => line.Trim() == wanted);
        if (slot < 0)
            throw new InvalidOperationException($"The preamble '{_name}' has no line {wanted} for such a snippet; the fence can say what the snippet is.");

        return (
            string.Concat(lines.Take(slot).Select(line => line + "\n")),
            "\n" + string.Concat(lines.Skip(slot + 1).Select(line => line + "\n")),
            lines[slot][..lines[slot].IndexOf('/')]);
    }

    [GeneratedRegex(@"^// references: (.*)$", RegexOptions.Multiline)]
    private static partial Regex ReferenceLine();
}
