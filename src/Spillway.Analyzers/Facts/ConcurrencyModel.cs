using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// What is known about one compilation. Every rule asks the same instance, so that a question is answered once, whoever asks
/// first. Answers are immutable; nothing is computed before it is asked for.
/// </summary>
internal sealed partial class ConcurrencyModel
{
    // Separate analyzers of one run share the compilation object, and nothing else that we could hang facts on.
    private static readonly ConditionalWeakTable<Compilation, ConcurrencyModel> Models = new();

    private static readonly ImmutableHashSet<string> TestFrameworks = ImmutableHashSet.Create(
        "xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core");

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _semantics = new();
    private readonly ConcurrentDictionary<SyntaxNode, ImmutableArray<MethodFacts>> _methods = new();

    private ConcurrencyModel(Compilation compilation, AnalyzerOptions options, CancellationToken cancellationToken)
    {
        Compilation = compilation;
        Options = options.AnalyzerConfigOptionsProvider;
        Implementations = new Implementations(compilation, Semantics);
        Apis = new KnownApis(compilation, options.AdditionalFiles, cancellationToken) { OutsideOf = Implementations.OutsideOf };
        Confinement = new Confinement(this);
        Summaries = new Summaries(this);
        PlainCode = new PlainCode(this);
        IsTestProject = DetectTests(compilation, Options);
    }

    public Compilation Compilation { get; }

    public AnalyzerConfigOptionsProvider Options { get; }

    public KnownApis Apis { get; }

    public Confinement Confinement { get; }

    public Implementations Implementations { get; }

    public PlainCode PlainCode { get; }

    public Summaries Summaries { get; }

    /// <summary>True when the compilation references a test framework, or its project says that it is a test project.</summary>
    public bool IsTestProject { get; }

    public static ConcurrencyModel For(Compilation compilation, AnalyzerOptions options, CancellationToken cancellationToken)
    {
        if (Models.TryGetValue(compilation, out var known))
            return known;

        var created = new ConcurrencyModel(compilation, options, cancellationToken);
        return Models.GetValue(compilation, _ => created);
    }

    /// <summary>The one semantic model of <paramref name="tree"/>: its caches are worth sharing.</summary>
    public SemanticModel Semantics(SyntaxTree tree) =>
#pragma warning disable RS1030, RS0030 // This is the one place that makes them, so that there is one for each tree.
        _semantics.GetOrAdd(tree, t => Compilation.GetSemanticModel(t));
#pragma warning restore RS1030, RS0030

    /// <summary>What the code at a place does, as evidence and summaries name places; null where the place is not of this compilation.</summary>
    public IOperation? OperationAt(Location location) =>
        location.SourceTree is { } tree && Compilation.ContainsSyntaxTree(tree)
            ? Semantics(tree).GetOperation(tree.GetRoot().FindNode(location.SourceSpan, getInnermostNodeForTie: true))
            : null;

    /// <summary>The facts of a body that the compiler hands to a rule, followed by those of the functions inside it.</summary>
    public ImmutableArray<MethodFacts> MethodsIn(ISymbol owner, ImmutableArray<IOperation> blocks)
    {
        if (blocks.IsEmpty)
            return ImmutableArray<MethodFacts>.Empty;

        // What the compiler has bound for this need not be bound again for whoever asks later.
        if (blocks[0].SemanticModel is { } bound)
            _semantics.TryAdd(bound.SyntaxTree, bound);

        // The first block identifies the member: constructors bring their initialisers along as further blocks.
        return _methods.GetOrAdd(blocks[0].Syntax, _ => MethodFacts.Collect(this, owner, blocks));
    }

    private static bool DetectTests(Compilation compilation, AnalyzerConfigOptionsProvider options)
    {
        if (options.GlobalOptions.TryGetValue("build_property.IsTestProject", out var value) && value.Trim().ToLowerInvariant() == "true")
            return true;

        return compilation.ReferencedAssemblyNames.Any(reference => TestFrameworks.Contains(reference.Name));
    }
}
