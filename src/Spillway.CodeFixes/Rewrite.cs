using System;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;

namespace Spillway.CodeFixes;

/// <summary>One way to change the code: what the light bulb says, and the change itself.</summary>
/// <param name="Title">The action's title, an imperative that says what will be different.</param>
/// <param name="Key">Equivalence key: fix-all applies rewrites with the same key. Keys of actions that only silence a report start with <see cref="KeepPrefix"/>.</param>
/// <param name="ApplyAsync">Makes the edited document.</param>
public sealed record Rewrite(string Title, string Key, Func<CancellationToken, Task<Document>> ApplyAsync)
{
    /// <summary>Start of the key of actions that keep the code and silence the report.</summary>
    public const string KeepPrefix = "keep:";

    /// <summary>True when it only says that the code is so on purpose.</summary>
    internal bool Keeps => Key.StartsWith(KeepPrefix, StringComparison.Ordinal);

    /// <summary>Namespaces that the edited code needs; the frame imports those that are not in scope.</summary>
    public ImmutableArray<string> Imports { get; init; } = ImmutableArray<string>.Empty;
}
