using System;
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

/// <summary>The words of locks in one file. They depend on the file alone, and outlive the compilations that an editor makes of it.</summary>
internal sealed class LockWords
{
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<LockWords?>> Known = new();

    /// <summary>What the catalogue of the package gives; one table for all compilations whose users add nothing.</summary>
    private static readonly Lazy<IReadOnlyDictionary<string, bool>> Shipped = new(() => Read(KnownApis.EmbeddedFile.Lines, new Dictionary<string, bool>(StringComparer.Ordinal)));

    private readonly IReadOnlyDictionary<string, bool> _names;
    private readonly int[] _words;
    private readonly int[] _open;

    private LockWords(IReadOnlyDictionary<string, bool> names, int[] words, ImmutableArray<SyntaxNode> open, Dictionary<SyntaxNode, int> balance)
    {
        _names = names;
        _words = words;
        _open = Places(open);
        Keepers = open.Select(FunctionOf).OfType<SyntaxNode>().Select(NameOf).OfType<string>().ToImmutableHashSet();
        Functions = balance.Keys.ToImmutableArray();
        Wrappers = balance.Where(pair => pair.Value != 0).Select(pair => NameOf(pair.Key)).OfType<string>().ToImmutableHashSet();
        Makers = balance.Where(pair => pair.Value != 0).Select(pair => (pair.Key as ConstructorDeclarationSyntax)?.Identifier.ValueText).OfType<string>().ToImmutableHashSet();
    }

    /// <summary>The functions that hold such words, in source order.</summary>
    public ImmutableArray<SyntaxNode> Functions { get; }

    /// <summary>Names of functions that take without giving back, or the other way round.</summary>
    public ImmutableHashSet<string> Wrappers { get; }

    /// <summary>Those of them that make an object, by the name of its type.</summary>
    public ImmutableHashSet<string> Makers { get; }

    /// <summary>Names of functions with a call that may leave a lock taken, or give back one of a caller.</summary>
    public ImmutableHashSet<string> Keepers { get; }

    /// <summary>The names of the members that take or give back a lock, as the catalogue has them, and whether they take.</summary>
    public static IReadOnlyDictionary<string, bool> NamesIn(KnownApis apis)
    {
        var own = apis.OwnLines.Where(IsOfLock).ToList();
        if (own.Count == 0)
            return Shipped.Value;

        var names = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var shipped in Shipped.Value)
            names.Add(shipped.Key, shipped.Value);
        return Read(own, names);
    }

    private static IReadOnlyDictionary<string, bool> Read(IEnumerable<KnownApisLine> lines, Dictionary<string, bool> names)
    {
        foreach (var line in lines.Where(IsOfLock))
            names[line.Name!] = (line.Flags & ApiFlags.Acquires) != 0 || (names.TryGetValue(line.Name!, out var takes) && takes);
        return names;
    }

    /// <summary>What runs a delegate under a permit gives it back itself; the end of a scope is seen where it begins.</summary>
    private static bool IsOfLock(KnownApisLine line) =>
        (line.Flags & (ApiFlags.Acquires | ApiFlags.Releases)) != 0 && (line.Flags & ApiFlags.Invokes) == 0 && line.Name is not (null or nameof(IDisposable.Dispose));

    /// <summary>The words of one file. What is looked for hardly ever changes.</summary>
    public static LockWords Of(SyntaxTree tree, IReadOnlyDictionary<string, bool> names)
    {
        var kept = Known.GetOrCreateValue(tree);
        if (Volatile.Read(ref kept.Value) is { } known && AreSame(known._names, names))
            return known;

        var read = Read(tree, names);
        Volatile.Write(ref kept.Value, read);
        return read;
    }

    private static bool AreSame(IReadOnlyDictionary<string, bool> names, IReadOnlyDictionary<string, bool> others)
    {
        if (ReferenceEquals(names, others))
            return true;
        if (names.Count != others.Count)
            return false;

        foreach (var name in names)
        {
            if (!others.TryGetValue(name.Key, out var takes) || takes != name.Value)
                return false;
        }

        return true;
    }

    private static LockWords Read(SyntaxTree tree, IReadOnlyDictionary<string, bool> takers)
    {
        var names = SourceNames.Of(tree);
        var root = tree.GetRoot();
        var found = new List<(SyntaxNode Node, int Takes)>();
        if (names.MayHave("lock"))
            found.AddRange(root.Words("lock").Where(word => word.IsKind(SyntaxKind.LockKeyword)).Select(word => word.Parent).OfType<LockStatementSyntax>().Select(node => ((SyntaxNode)node, 0)));
        foreach (var taker in takers)
        {
            if (names.MayHave(taker.Key))
                found.AddRange(root.Named(taker.Key).Select(CallOf).OfType<InvocationExpressionSyntax>().Select(call => ((SyntaxNode)call, taker.Value ? 1 : -1)));
        }

        var balance = new Dictionary<SyntaxNode, int>();
        foreach (var (node, takes) in found.OrderBy(word => word.Node.SpanStart).ThenByDescending(word => word.Node.Span.Length))
        {
            if (FunctionOf(node) is { } function)
                balance[function] = (balance.TryGetValue(function, out var count) ? count : 0) + takes;
        }

        var calls = found.Select(word => word.Node).OfType<InvocationExpressionSyntax>().ToList();
        var closed = calls.SelectMany(call => Closed(call, takers)).ToImmutableHashSet();
        return new LockWords(takers, Places(found.Select(word => word.Node)), calls.Where(call => !closed.Contains(call)).ToImmutableArray<SyntaxNode>(), balance);
    }

    /// <summary>
    /// The calls of <c>await gate.WaitAsync(); try { … } finally { gate.Release(); }</c> and of <c>using (await gate.LockAsync()) { … }</c>: what is taken there is
    /// given back, whatever happens. A wait for a limited time may take nothing, and is not among them.
    /// </summary>
    private static IEnumerable<SyntaxNode> Closed(InvocationExpressionSyntax call, IReadOnlyDictionary<string, bool> takers)
    {
        if (call is not { Expression: MemberAccessExpressionSyntax { Expression: var gate, Name.Identifier.ValueText: var name } } || !takers.TryGetValue(name, out var takes) || !takes)
            yield break;

        SyntaxNode whole = call;
        while (whole.Parent is AwaitExpressionSyntax || whole.Parent is InvocationExpressionSyntax { Expression: var configured } && configured == whole || whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" })
            whole = whole.Parent;
        switch (whole.Parent)
        {
            case UsingStatementSyntax:
            case EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Parent: UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } } }:
                yield return call;
                break;

            case ExpressionStatementSyntax { Parent: BlockSyntax block } statement when call.ArgumentList.Arguments.All(argument => IsToken(argument.Expression)):
                var next = block.Statements.IndexOf(statement) + 1;
                if (next < block.Statements.Count
                    && block.Statements[next] is TryStatementSyntax { Finally.Block.Statements: { Count: > 0 } last }
                    && last[0] is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var given, Name.Identifier.ValueText: var giving }, ArgumentList.Arguments.Count: 0 } release }
                    && takers.TryGetValue(giving, out var takesToo) && !takesToo && SyntaxFactory.AreEquivalent(gate, given))
                {
                    yield return call;
                    yield return release;
                }

                break;
        }
    }

    // Nothing is bound here; an argument that is no token only costs the look at the flow.
    private static bool IsToken(ExpressionSyntax argument) => argument is IdentifierNameSyntax or MemberAccessExpressionSyntax && NamingConventions.IsToken(argument.ToString());

    /// <summary>The call that <paramref name="name"/> names: of a method, or of a constructor by its type.</summary>
    public static SyntaxNode? CallOf(SimpleNameSyntax name)
    {
        SyntaxNode called = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            QualifiedNameSyntax qualified when qualified.Right == name => qualified,
            _ => name,
        };
        return called.Parent switch
        {
            InvocationExpressionSyntax call when call.Expression == called => call,
            ObjectCreationExpressionSyntax creation when creation.Type == called => creation,
            _ => null,
        };
    }

    /// <summary>True where a lock statement or a call of such a name stands in <paramref name="span"/>.</summary>
    public bool HasWordIn(TextSpan span) => IsAny(_words, span);

    /// <summary>True where a call stands in <paramref name="span"/> that may leave a lock taken, or give back one of a caller.</summary>
    public bool HasOpenCallIn(TextSpan span) => IsAny(_open, span);

    /// <summary>True where one of the sorted places lies in <paramref name="span"/>.</summary>
    public static bool IsAny(int[] places, TextSpan span)
    {
        var at = Array.BinarySearch(places, span.Start);
        if (at < 0)
            at = ~at;
        return at < places.Length && places[at] < span.End;
    }

    private static int[] Places(IEnumerable<SyntaxNode> words)
    {
        var places = words.Select(word => word.SpanStart).ToArray();
        Array.Sort(places);
        return places;
    }

    /// <summary>The function that a word stands in.</summary>
    public static SyntaxNode? FunctionOf(SyntaxNode node) => node.FirstAncestorOrSelf<SyntaxNode>(around =>
        around is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or CompilationUnitSyntax
        || around is ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax });

    /// <summary>The name that calls of a function have.</summary>
    public static string? NameOf(SyntaxNode? function) => function switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        LocalFunctionStatementSyntax local => local.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        _ => null,
    };
}
