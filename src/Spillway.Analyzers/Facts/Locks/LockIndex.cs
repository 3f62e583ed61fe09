using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Where the words of locks stand in the sources, without binding anything: most methods have none, and need no data flow.
/// </summary>
internal sealed class LockIndex
{
    // What stands in a tree depends on the tree alone, and outlives the compilations that an editor makes of it.
    private static readonly ConditionalWeakTable<SyntaxTree, TreeIndex> Trees = new();
    private static readonly ConditionalWeakTable<SyntaxTree, TreeIndex>.CreateValueCallback Build = tree => TreeIndex.Of(tree, null);

    private readonly Compilation _compilation;
    private readonly ImmutableHashSet<string>? _moreNames;
    private readonly ConcurrentDictionary<SyntaxTree, TreeIndex> _own = new();
    private readonly Lazy<ImmutableHashSet<string>> _wrappers;

    public LockIndex(Compilation compilation, KnownApis apis)
    {
        _compilation = compilation;
        var names = apis.NamesWith(ApiFlags.Acquires | ApiFlags.Releases).Where(name => !TreeIndex.Names.ContainsKey(name) && name != "Dispose").ToImmutableHashSet();
        _moreNames = names.IsEmpty ? null : names;
        _wrappers = new Lazy<ImmutableHashSet<string>>(() => FindWrappers(), LazyThreadSafetyMode.ExecutionAndPublication);
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
    public bool Concerns(SyntaxNode function) => HasWords(function) || CallsWrapper(function);

    private bool HasWords(SyntaxNode function) => Of(function.SyntaxTree).HasWordIn(function.Span);

    private bool CallsWrapper(SyntaxNode function)
    {
        if (_wrappers.Value.IsEmpty)
            return false;

        foreach (var node in function.DescendantNodes())
        {
            if (NameOfCall(node) is { } name && _wrappers.Value.Contains(name))
                return true;
        }

        return false;
    }

    private TreeIndex Of(SyntaxTree tree) =>
        _moreNames is null ? Trees.GetValue(tree, Build) : _own.GetOrAdd(tree, t => TreeIndex.Of(t, _moreNames));

    private ImmutableHashSet<string> FindWrappers() =>
        _compilation.SyntaxTrees.SelectMany(tree => Of(tree).Wrappers).ToImmutableHashSet();

    private static string? NameOfCall(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: var called } => called switch
        {
            SimpleNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax { Name: var name } => name.Identifier.ValueText,
            MemberBindingExpressionSyntax { Name: var name } => name.Identifier.ValueText,
            _ => null,
        },
        ObjectCreationExpressionSyntax { Type: var type } => type is SimpleNameSyntax simple ? simple.Identifier.ValueText : (type as QualifiedNameSyntax)?.Right.Identifier.ValueText,
        _ => null,
    };

    /// <summary>What was found in one tree.</summary>
    private sealed class TreeIndex
    {
        /// <summary>The names of the framework's and our own members, and whether they take.</summary>
        public static readonly ImmutableDictionary<string, bool> Names = new Dictionary<string, bool>
        {
            ["Enter"] = true, ["TryEnter"] = true, ["EnterScope"] = true, ["Exit"] = false, ["Wait"] = true, ["WaitAsync"] = true, ["WaitOne"] = true,
            ["Release"] = false, ["ReleaseMutex"] = false, ["EnterReadLock"] = true, ["EnterWriteLock"] = true, ["EnterUpgradeableReadLock"] = true,
            ["TryEnterReadLock"] = true, ["TryEnterWriteLock"] = true, ["TryEnterUpgradeableReadLock"] = true, ["ExitReadLock"] = false,
            ["ExitWriteLock"] = false, ["ExitUpgradeableReadLock"] = false, ["AcquireReaderLock"] = true, ["AcquireWriterLock"] = true,
            ["ReleaseReaderLock"] = false, ["ReleaseWriterLock"] = false, ["LockAsync"] = true, ["TryLockAsync"] = true, ["AcquireAsync"] = true,
            ["AttemptAcquire"] = true, ["WaitAll"] = true, ["WaitAny"] = true, ["SignalAndWait"] = true, ["LockTake"] = true, ["LockTakeAsync"] = true,
            ["LockRelease"] = false, ["LockReleaseAsync"] = false,
        }.ToImmutableDictionary();

        private readonly int[] _positions;

        private TreeIndex(int[] positions, ImmutableArray<SyntaxNode> functions, ImmutableHashSet<string> wrappers)
        {
            _positions = positions;
            Functions = functions;
            Wrappers = wrappers;
        }

        public ImmutableArray<SyntaxNode> Functions { get; }

        /// <summary>Names of functions that take without giving back, or the other way round.</summary>
        public ImmutableHashSet<string> Wrappers { get; }

        public bool HasWordIn(TextSpan span)
        {
            var at = Array.BinarySearch(_positions, span.Start);
            if (at < 0)
                at = ~at;
            return at < _positions.Length && _positions[at] < span.End;
        }

        public static TreeIndex Of(SyntaxTree tree, ImmutableHashSet<string>? more)
        {
            var positions = new List<int>();
            var balance = new Dictionary<SyntaxNode, int>();
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                bool? takes = null;
                if (node.IsKind(SyntaxKind.InvocationExpression) && NameOfCall(node) is { } name)
                    takes = Names.TryGetValue(name, out var known) ? known : more?.Contains(name) == true ? name.IndexOf("Release", StringComparison.Ordinal) < 0 : null;
                else if (!node.IsKind(SyntaxKind.LockStatement))
                    continue;
                else
                    takes = null;

                if (takes is null && !node.IsKind(SyntaxKind.LockStatement))
                    continue;

                positions.Add(node.SpanStart);
                if (FunctionOf(node) is { } function)
                    balance[function] = (balance.TryGetValue(function, out var count) ? count : 0) + (takes switch { true => 1, false => -1, _ => 0 });
            }

            positions.Sort();
            var wrappers = balance.Where(pair => pair.Value != 0).Select(pair => NameOf(pair.Key)).OfType<string>().ToImmutableHashSet();
            return new TreeIndex(positions.ToArray(), balance.Keys.ToImmutableArray(), wrappers);
        }

        private static SyntaxNode? FunctionOf(SyntaxNode node) => node.FirstAncestorOrSelf<SyntaxNode>(around =>
            around is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or CompilationUnitSyntax
            || around is ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax });

        private static string? NameOf(SyntaxNode function) => function switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax local => local.Identifier.ValueText,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
            _ => null,
        };
    }
}
