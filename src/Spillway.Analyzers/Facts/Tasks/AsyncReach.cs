using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Can a synchronous function become async, together with everybody who calls it? Only where all callers are in view: a local
/// function, a private method, or an internal one where the whole compilation can be searched. The chain ends at functions that are async already, that return a task and only lack the word, or that handle an event.
/// It reads syntax and asks for meaning, so that a rule and its fix, which live in different compilations, come to the same answer.
/// </summary>
internal sealed class AsyncReach
{
    private const int MostFunctions = 8;
    private const int MostCalls = 32;
    private const int MostNames = 400;

    private readonly Func<SyntaxTree, SemanticModel?> _semantics;
    private readonly Func<string, IEnumerable<SyntaxTree>>? _treesWith;
    private readonly List<SyntaxNode> _functions = new();
    private readonly List<InvocationExpressionSyntax> _calls = new();

    private AsyncReach(Func<SyntaxTree, SemanticModel?> semantics, Func<string, IEnumerable<SyntaxTree>>? treesWith)
    {
        _semantics = semantics;
        _treesWith = treesWith;
    }

    /// <summary>The functions that become async, the one that was asked about first.</summary>
    public IReadOnlyList<SyntaxNode> Functions => _functions;

    /// <summary>The calls that are awaited then.</summary>
    public IReadOnlyList<InvocationExpressionSyntax> Calls => _calls;

    /// <summary>True where the chain ends at handlers of events, which nobody waits for afterwards: that is right in a user interface, which lives on, and nowhere else.</summary>
    public bool EndsInHandlers { get; private set; }

    /// <summary>How <paramref name="function"/> becomes async, or null where it cannot.</summary>
    /// <param name="function">The declaration.</param>
    /// <param name="semantics">The meaning of a file; null for files out of reach.</param>
    /// <param name="treesWith">The files in which a name occurs; without it only private methods and local functions are followed.</param>
    public static AsyncReach? Of(SyntaxNode function, Func<SyntaxTree, SemanticModel?> semantics, Func<string, IEnumerable<SyntaxTree>>? treesWith = null)
    {
        var reach = new AsyncReach(semantics, treesWith);
        return reach.Add(function) ? reach : null;
    }

    /// <summary>The calls of a method or local function, or null when somebody out of view may call it too.</summary>
    public static IReadOnlyList<InvocationExpressionSyntax>? CallsOf(SyntaxNode function, Func<SyntaxTree, SemanticModel?> semantics, Func<string, IEnumerable<SyntaxTree>>? treesWith = null)
    {
        if (semantics(function.SyntaxTree)?.GetDeclaredSymbol(function) is not IMethodSymbol method || !IsOwn(method, treesWith is not null))
            return null;

        var calls = new List<InvocationExpressionSyntax>();
        var isPrivate = method.MethodKind == MethodKind.LocalFunction || method.DeclaredAccessibility == Accessibility.Private;
        var names = isPrivate ? NamesOf(function, method) : treesWith!(method.Name).SelectMany(tree => tree.GetRoot().Named(method.Name)).Take(MostNames + 1);
        var count = 0;
        foreach (var name in names)
        {
            if (++count > MostNames || semantics(name.SyntaxTree) is not { } model)
                return null;

            var info = model.GetSymbolInfo(name);
            if (!Is(info.Symbol, method))
            {
                if (info.CandidateSymbols.Any(candidate => Is(candidate, method)) && !name.IsOnlyNamed())
                    return null;
                continue;
            }

            if (name.IsOnlyNamed())
                continue;
            if (CallOf(name) is not { } call || calls.Count == MostCalls)
                return null;
            calls.Add(call);
        }

        return calls;
    }

    /// <summary>The names in a method's type, or in the member around a local function, that could mean it.</summary>
    public static IEnumerable<SimpleNameSyntax> NamesOf(SyntaxNode function, IMethodSymbol method) =>
        ScopesOf(function, method).SelectMany(scope => scope.Named(method.Name));

    /// <summary>True for a call whose task is waited for, or handed on, before anything else happens: the caller sees no difference between work that is done within the call and work that is done later.</summary>
    public static bool IsAwaitedAtOnce(InvocationExpressionSyntax call)
    {
        ExpressionSyntax task = call;
        while (task.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax } || task.Parent is ParenthesizedExpressionSyntax)
            task = task.Parent is ParenthesizedExpressionSyntax around ? around : (ExpressionSyntax)task.Parent.Parent!;

        return task.Parent is AwaitExpressionSyntax
            || (task.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax && AwaitPlace.FunctionAround(task) is MethodDeclarationSyntax or LocalFunctionStatementSyntax);
    }

    private bool Add(SyntaxNode function)
    {
        if (_functions.Contains(function))
            return true;
        if (_functions.Count == MostFunctions || _semantics(function.SyntaxTree) is not { } model || !AsyncForm.IsPossible(function, model))
            return false;

        _functions.Add(function);
        // What runs under somebody's lock up to its first await would leave that lock in the middle.
        if (AsyncForm.ReturnsTask(function, model))
            return CallsOf(function, _semantics, _treesWith)?.All(call => AwaitPlace.ObstacleAt(call) != AwaitObstacle.Lock) ?? true;

        if (EventHandlers.Handles(function, model))
            return EndsInHandlers = true;

        if (CallsOf(function, _semantics, _treesWith) is not { Count: > 0 } calls)
            return false;

        foreach (var call in calls)
        {
            if (AwaitPlace.ObstacleAt(call) != AwaitObstacle.None || call.Parent is ConditionalAccessExpressionSyntax)
                return false;

            _calls.Add(call);
            var around = AwaitPlace.FunctionAround(call);
            if (AwaitPlace.IsAsync(around, call))
                continue;
            if (around is null || !Add(around))
                return false;
        }

        return _calls.Count <= MostCalls;
    }

    /// <summary>Nobody out of view calls it: no other assembly, no framework by its attribute, no interface.</summary>
    private static bool IsOwn(IMethodSymbol method, bool seesCompilation)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
            return true;

        return method is { MethodKind: MethodKind.Ordinary, IsPartialDefinition: false, PartialDefinitionPart: null, IsExtern: false, IsVirtual: false, IsOverride: false, IsAbstract: false }
            && (method.DeclaredAccessibility == Accessibility.Private || (seesCompilation && !method.IsVisibleOutside() && !Implements(method)))
            && method.ExplicitInterfaceImplementations.IsEmpty
            && !(method.IsStatic && method.Name == "Main")
            && method.GetAttributes().All(attribute => attribute.AttributeClass?.ContainingNamespace is { Name: "Diagnostics" or "CodeAnalysis" or "CompilerServices" } or { Name: "System", ContainingNamespace.IsGlobalNamespace: true });
    }

    private static bool Implements(IMethodSymbol method) =>
        method.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(method.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));

    private static IEnumerable<SyntaxNode> ScopesOf(SyntaxNode function, IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.LocalFunction)
            return method.ContainingType.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax());

        var scope = function.Ancestors().FirstOrDefault(n => n is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? function.SyntaxTree.GetRoot();
        return new[] { scope };
    }

    private static bool Is(ISymbol? symbol, IMethodSymbol method) => symbol is IMethodSymbol found && SymbolEqualityComparer.Default.Equals((found.ReducedFrom ?? found).OriginalDefinition, method);

    private static InvocationExpressionSyntax? CallOf(SimpleNameSyntax name)
    {
        var target = name.WithOwner();
        return target.Parent is InvocationExpressionSyntax call && call.Expression == target ? call : null;
    }
}
