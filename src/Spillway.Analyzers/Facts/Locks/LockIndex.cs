using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Where the words of locks stand in the sources, without binding anything: most methods have none, and need no data flow.
/// </summary>
internal sealed class LockIndex
{
    private readonly Compilation _compilation;
    private readonly IReadOnlyDictionary<string, bool> _names;
    private readonly ConcurrentDictionary<SyntaxTree, int[]> _wrapperCalls = new();
    private readonly OnDemand<ImmutableHashSet<string>> _wrappers;
    private readonly OnDemand<ImmutableHashSet<string>> _makers;
    private readonly OnDemand<ImmutableHashSet<string>> _keepers;

    public LockIndex(Compilation compilation, KnownApis apis)
    {
        _compilation = compilation;
        _names = LockWords.NamesIn(apis);
        _makers = new OnDemand<ImmutableHashSet<string>>(() => _compilation.SyntaxTrees.SelectMany(tree => Of(tree).Makers).ToImmutableHashSet());
        _wrappers = new OnDemand<ImmutableHashSet<string>>(() => _compilation.SyntaxTrees.SelectMany(tree => Of(tree).Wrappers.Concat(GiversIn(tree))).ToImmutableHashSet());
        _keepers = new OnDemand<ImmutableHashSet<string>>(() => _compilation.SyntaxTrees.SelectMany(tree => Of(tree).Keepers.Concat(WrapperCallersIn(tree))).ToImmutableHashSet());
    }

    /// <summary>The functions that hold words of locks, of the whole compilation.</summary>
    public IEnumerable<SyntaxNode> Functions => _compilation.SyntaxTrees.SelectMany(tree => Of(tree).Functions);

    /// <summary>The functions of one file that hold words of locks.</summary>
    public ImmutableArray<SyntaxNode> FunctionsIn(SyntaxTree tree) => Of(tree).Functions;

    /// <summary>The functions of one type, all its parts and the types inside it, that hold words of locks.</summary>
    public IEnumerable<SyntaxNode> FunctionsOf(INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (!_compilation.ContainsSyntaxTree(reference.SyntaxTree))
                continue;

            foreach (var function in Of(reference.SyntaxTree).Functions)
            {
                if (reference.Span.Contains(function.Span))
                    yield return function;
            }
        }
    }

    /// <summary>True when locks may be taken or given back inside <paramref name="function"/>, by itself or by a callee that keeps them.</summary>
    public bool Concerns(SyntaxNode function) => Of(function.SyntaxTree).HasWordIn(function.Span) || CallsWrapper(function);

    /// <summary>
    /// True when <paramref name="function"/> may leave a lock taken, or give back one that a caller took. A lock statement gives back what it takes, so it
    /// takes other words for that: its own, or those of a callee, which may also be called where no name stands.
    /// </summary>
    public bool MayKeep(SyntaxNode function) => Of(function.SyntaxTree).HasOpenCallIn(function.Span) || CallsWrapper(function) || CallsWrapperUnseen(function);

    /// <summary>True when there is a function of this name that may keep a lock, or give one back; for whoever does not know yet which function it is.</summary>
    public bool MayKeep(string name) => _keepers.Value.Contains(name) || EndsScopes;

    /// <summary>The functions that give out such an object as they make it: <c>Scope Enter() => new(_gate)</c>.</summary>
    private IEnumerable<string> GiversIn(SyntaxTree tree)
    {
        var names = SourceNames.Of(tree);
        if (!_makers.Value.Any(names.MayHave))
            yield break;

        foreach (var made in tree.GetRoot().DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>().Where(made => made.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax))
        {
            var (type, name) = made.FirstAncestorOrSelf<SyntaxNode>(node => node is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or BasePropertyDeclarationSyntax) switch
            {
                MethodDeclarationSyntax method => (method.ReturnType, method.Identifier.ValueText),
                LocalFunctionStatementSyntax local => (local.ReturnType, local.Identifier.ValueText),
                _ => (null, ""),
            };
            if (name.Length > 0 && _makers.Value.Contains(NameOf(made is ObjectCreationExpressionSyntax { Type: var named } ? named : type)))
                yield return name;
        }
    }

    private static string NameOf(TypeSyntax? type) => type switch
    {
        SimpleNameSyntax { Identifier.ValueText: var name } => name,
        QualifiedNameSyntax { Right.Identifier.ValueText: var name } => name,
        NullableTypeSyntax { ElementType: var inner } => NameOf(inner),
        _ => "",
    };

    private bool CallsWrapper(SyntaxNode function) =>
        !_wrappers.Value.IsEmpty && LockWords.IsAny(WrapperCallsIn(function.SyntaxTree), function.Span);

    /// <summary>Where such functions are called, by their name or, as by <c>new(…)</c> and <c>base(…)</c>, without one.</summary>
    private int[] FindWrapperCalls(SyntaxTree tree)
    {
        var places = _wrappers.Value.Where(SourceNames.Of(tree).MayHave)
            .SelectMany(wrapper => tree.GetRoot().Named(wrapper))
            .Where(name => LockWords.CallOf(name) is not null)
            .Select(name => name.SpanStart)
            .Concat(!_makers.Value.IsEmpty ? tree.GetRoot().DescendantNodes().Where(node => node is ImplicitObjectCreationExpressionSyntax or ConstructorInitializerSyntax).Select(node => node.SpanStart) : Enumerable.Empty<int>())
            .ToArray();
        Array.Sort(places);
        return places;
    }

    /// <summary>The end of a scope calls what it does not name.</summary>
    private bool CallsWrapperUnseen(SyntaxNode function) => EndsScopes && function.Words("using").Any();

    private bool EndsScopes => _wrappers.Value.Contains("Dispose") || _wrappers.Value.Contains("DisposeAsync");

    private IEnumerable<string> WrapperCallersIn(SyntaxTree tree) =>
        _wrappers.Value.IsEmpty ? Enumerable.Empty<string>() : WrapperCallsIn(tree).Select(place => LockWords.NameOf(LockWords.FunctionOf(tree.GetRoot().FindToken(place).Parent!))).OfType<string>();

    private int[] WrapperCallsIn(SyntaxTree tree) => _wrapperCalls.GetOrAdd(tree, FindWrapperCalls);

    private LockWords Of(SyntaxTree tree) => LockWords.Of(tree, _names);
}
