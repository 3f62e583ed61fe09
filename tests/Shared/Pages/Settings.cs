using System.Collections.Immutable;

namespace Spillway.Pages;

/// <summary>What the directives in force say about a block.</summary>
public sealed record Settings
{
    /// <summary>Name of the file in <c>Preambles/</c> that surrounds snippets.</summary>
    public string Preamble { get; init; } = "default";

    /// <summary>Namespaces that snippets import beyond those of the preamble.</summary>
    public ImmutableArray<string> Usings { get; init; } = [];

    /// <summary>Assemblies added to those that the preamble names; <c>*</c> stands for any text.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>Assemblies taken away.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    /// <summary>The fact that the page is about, on pages of facts.</summary>
    public string? Fact { get; init; }

    /// <summary>These settings with <paramref name="directive"/> in force.</summary>
    public Settings Apply(Directive directive, string page) => directive.Name switch
    {
        "preamble" => this with { Preamble = directive.Value },
        "using" => this with { Usings = Usings.AddRange(List(directive.Value)) },
        "with" => this with { With = With.AddRange(List(directive.Value)) },
        "without" => this with { Without = Without.AddRange(List(directive.Value)) },
        "tests" => this with { With = With.Add("xunit*") },
        "fact" => this with { Fact = directive.Value },
        _ => throw new PageException(page, directive.Line, $"nobody knows the directive '{directive.Name}'"),
    };

    private static string[] List(string value) =>
        value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
