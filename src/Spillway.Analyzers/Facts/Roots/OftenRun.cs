using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What shows that code runs often.</summary>
/// <param name="Words">How often, in words that stand at the end of a message.</param>
/// <param name="Because">Where that is seen, nearest first.</param>
internal sealed record Often(string Words, ImmutableArray<Witness> Because);

/// <summary>
/// Does code run often? In each turn of a loop that waits for nothing, for every request or message, directly or through callers in view, and where a type is indexed or compared. Of
/// everything else nobody knows: of what only some turns do, of what a middleware does for some requests, of loops that wait for something in each turn.
/// </summary>
internal sealed class OftenRun
{
    // A chain of callers that is longer shows less than it takes to find.
    private const int DeepestCaller = 3;
    private const int MostNames = 200;

    // Loops that count to a constant as small as this one try again, or go over the sides of something.
    private const int FewTurns = 16;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IMethodSymbol, Often?> _known = new(SymbolEqualityComparer.Default);

    public OftenRun(ConcurrencyModel model) => _model = model;

    /// <summary>Why <paramref name="operation"/> of <paramref name="method"/> runs often; null where nothing shows it.</summary>
    public Often? At(IOperation operation, MethodFacts method) => IsRare(operation) ? null : InLoop(operation) ?? OfRoot(method) ?? OfCallers(method);

    /// <summary>The path from a root to the method around <paramref name="method"/>, where each call on it is made each time; null where none is in view.</summary>
    public Often? ThroughCallers(MethodFacts method) => OfCallers(method);

    private static Often? OfRoot(MethodFacts method) =>
        (method.Root ?? method.RootAround) is { Occasion: Occasion.Request or Occasion.Message } root ? new Often(root.Frequency, ImmutableArray.Create(root.Because)) : null;

    private Often? OfCallers(MethodFacts method) =>
        method.Symbol is { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction } ? null
        : method.Owner is IMethodSymbol owner ? _known.GetOrAdd(owner.OriginalDefinition, Find) : null;

    private Often? Find(IMethodSymbol method)
    {
        if (IsByNature(method) is { } words)
            return new Often(words, ImmutableArray.Create(new Witness(method.Locations[0], words)));

        var names = 0;
        return Callers(method, DeepestCaller, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default), ref names);
    }

    /// <summary>The path from a root to <paramref name="method"/>, shortest first.</summary>
    private Often? Callers(IMethodSymbol method, int depth, HashSet<IMethodSymbol> seen, ref int names)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.ExplicitInterfaceImplementation) || !seen.Add(method))
            return null;

        var name = (method.AssociatedSymbol ?? method).Name;
        var callers = new List<(IMethodSymbol Caller, IOperation Site)>();
        foreach (var (caller, site, root) in SitesOf(method, ref names))
        {
            if (root is not null)
                return new Often($"{root.Frequency}, through '{name}'", ImmutableArray.Create(Witness.At(site, $"'{name}' is called here"), root.Because));
            if (caller is not null)
                callers.Add((caller, site));
        }

        foreach (var (caller, site) in depth > 1 ? callers : new())
        {
            if (Callers(caller, depth - 1, seen, ref names) is { } further)
                return further with { Because = further.Because.Insert(0, Witness.At(site, $"'{name}' is called here")) };
        }

        return null;
    }

    private IEnumerable<(IMethodSymbol? Caller, IOperation Site, Root? Root)> SitesOf(IMethodSymbol method, ref int names)
    {
        var found = new List<(IMethodSymbol?, IOperation, Root?)>();
        var name = (method.AssociatedSymbol ?? method).Name;
        name = name.Substring(name.LastIndexOf('.') + 1);
        foreach (var tree in _model.TreesWith(name))
        {
            foreach (var use in tree.GetRoot().Named(name))
            {
                if (use.Parent is not (ExpressionSyntax or ArgumentSyntax or EqualsValueClauseSyntax))
                    continue;
                if (++names > MostNames)
                    return found;
                if (CallAt(use) is not { } site || CallSite.TargetOf(site) is not { } target || !Reaches(target, method) || IsRare(site) || FirstTimeOnly.Is(site))
                    continue;

                var (caller, root) = FunctionAround(site);
                if (root is { Name: "Use" or "Invoke" or "InvokeAsync" } && site.OwnAncestors().Any(IsBranch))
                    continue;

                found.Add((caller, site, root is { Occasion: Occasion.Request or Occasion.Message } ? root : null));
            }
        }

        return found;
    }

    /// <summary>The call, or the reading of a property, that <paramref name="name"/> names; null where it only names it.</summary>
    public IOperation? CallAt(SimpleNameSyntax name)
    {
        var semantics = _model.Semantics(name.SyntaxTree);
        SyntaxNode node = name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name.Parent is MemberBindingExpressionSyntax binding ? binding : name;
        return node.Parent is InvocationExpressionSyntax call && call.Expression == node
            ? semantics.GetOperation(call) as IInvocationOperation
            : semantics.GetOperation(node) as IPropertyReferenceOperation;
    }

    /// <summary>An interface reaches the one implementation that is in view.</summary>
    public bool Reaches(IMethodSymbol target, IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(target.OriginalDefinition, method)
        || (target.IsAbstract || target.IsVirtual || target.IsOverride) && _model.Implementations.TargetsOf(target) is { Length: 1 } targets && SymbolEqualityComparer.Default.Equals(targets[0], method);

    /// <summary>The method around a call, and the root that the call is a part of.</summary>
    public (IMethodSymbol? Caller, Root? Root) FunctionAround(IOperation site)
    {
        for (var around = site.Parent; around is not null; around = around.Parent)
        {
            var root = around switch
            {
                IAnonymousFunctionOperation lambda => _model.Roots.Of(lambda),
                ILocalFunctionOperation { Symbol: var function } => _model.Roots.Of(function),
                _ => null,
            };
            if (root is not null)
                return (null, root);
        }

        var node = site.Syntax.FirstAncestorOrSelf<SyntaxNode>(n => n is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or PropertyDeclarationSyntax { ExpressionBody: not null } or IndexerDeclarationSyntax { ExpressionBody: not null });
        var declared = node is null ? null : _model.Semantics(node.SyntaxTree).GetDeclaredSymbol(node);
        return (declared as IMethodSymbol ?? (declared as IPropertySymbol)?.GetMethod) is { } method ? (method, _model.Roots.Of(method)) : (null, null);
    }

    /// <summary>Where something is looked up by a key, or compared with others, it is so again and again.</summary>
    private static string? IsByNature(IMethodSymbol method) => method switch
    {
        { AssociatedSymbol: IPropertySymbol { IsIndexer: true } } => "whenever the object is indexed",
        { IsOverride: true, Name: "Equals" or "GetHashCode" } => "whenever two objects are compared",
        _ => null,
    };

    /// <summary>The innermost loop that turns often around <paramref name="operation"/>.</summary>
    private Often? InLoop(IOperation operation)
    {
        var isSometimes = false;
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            // What only some turns do, some loops around may still do often.
            isSometimes |= IsBranch(child);
            if (around is ILoopOperation loop && loop.Repeats(child))
            {
                if (!isSometimes && !IsLeaving(operation, loop) && !IsSlow(loop) && Origin.OfIterations(loop, _model) is var count
                    && !(count.Kind is OriginKind.FixedSmall or OriginKind.Machine || count is { Kind: OriginKind.Constant, Count: <= FewTurns }))
                {
                    return new Often("in a loop", ImmutableArray.Create(Witness.At(LoopShape.Header(loop), "this loop asks again in each turn")));
                }

                isSometimes = false;
            }

            child = around;
        }

        return null;
    }

    /// <summary>True where the loop ends after it.</summary>
    private static bool IsLeaving(IOperation operation, ILoopOperation loop)
    {
        for (var around = operation; around is not null && !ReferenceEquals(around, loop); around = around.Parent)
        {
            if (around is IReturnOperation)
                return true;
            if (around is IBlockOperation { Operations: { Length: > 0 } statements } block && !ReferenceEquals(block, loop.Body)
                && statements[statements.Length - 1] is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One of several ways to go on, of which nobody knows how often it is taken.</summary>
    private static bool IsBranch(IOperation operation) => operation.Parent switch
    {
        IConditionalOperation { Type: null } choice => !ReferenceEquals(choice.Condition, operation),
        ISwitchOperation choice => !ReferenceEquals(choice.Value, operation),
        _ => false,
    };

    /// <summary>
    /// Loops that wait in their turns (for time to pass, for a timer, for something outside, for tasks) run as often as that lets them. Where what they wait for is the next message, it is
    /// the messages that make them run.
    /// </summary>
    private bool IsSlow(ILoopOperation loop)
    {
        var pumps = false;
        var waits = loop is IForEachLoopOperation { IsAsynchronous: true, Collection: var source } && !IsPump(source);
        foreach (var operation in loop.OwnOperations())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod: var called } call:
                    var flags = _model.Apis.Of(called);
                    if ((flags & ApiFlags.Delay) != 0 || called is { Name: "WhenAll" or "WhenAny" } && called.ContainingType.IsTaskLike()
                        || called is { Name: "WaitOne" or "Wait", Parameters.IsEmpty: false, ContainingType.ContainingNamespace.Name: "Threading" })
                    {
                        return true;
                    }

                    pumps |= (flags & ApiFlags.Pump) != 0;
                    waits |= (flags & ApiFlags.Blocks) != 0 && (flags & (ApiFlags.Network | ApiFlags.Database | ApiFlags.Process)) != 0;
                    break;

                case IAwaitOperation:
                    waits = true;
                    break;
            }
        }

        return waits && !pumps;
    }

    private bool IsPump(IOperation source) => source.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod: var called } && (_model.Apis.Of(called) & ApiFlags.Pump) != 0);

    /// <summary>Failures, disposal, and what is only done for somebody who debugs.</summary>
    private bool IsRare(IOperation operation)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (around is ICatchClauseOperation or IThrowOperation)
                return true;
            if (around is IConditionalOperation { Condition: var condition, WhenTrue: var then } && ReferenceEquals(then, child)
                && condition.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod.Name: "IsEnabled" } or IPropertyReferenceOperation { Property.Name: "IsDebugEnabled" or "IsTraceEnabled" or "IsAttached" }))
            {
                return true;
            }

            if (around is IBlockOperation block && IsAfterOnce(block, child))
                return true;

            child = around;
        }

        return operation.Syntax.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
            && _model.Semantics(method.SyntaxTree).GetDeclaredSymbol(method) is IMethodSymbol symbol && (IsText(symbol) || IsEnd(symbol));
    }

    /// <summary>True for what comes after <c>if (done) return; done = true;</c>: it runs once.</summary>
    private static bool IsAfterOnce(IBlockOperation block, IOperation child)
    {
        ISymbol? asked = null;
        foreach (var statement in block.Operations)
        {
            if (ReferenceEquals(statement, child))
                return false;
            if (statement is IConditionalOperation { WhenFalse: null, Condition: var condition, WhenTrue: var then } && LockApis.SymbolOf(condition) is IFieldSymbol or IPropertySymbol && then.OwnOperations().Any(o => o is IReturnOperation))
                asked = LockApis.SymbolOf(condition);
            if (asked is not null && statement is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: true }, Target: var set } } && SymbolEqualityComparer.Default.Equals(LockApis.SymbolOf(set), asked))
                return true;
        }

        return false;
    }

    private static bool IsText(IMethodSymbol method)
    {
        var declared = method;
        while (declared.OverriddenMethod is { } overridden)
            declared = overridden;
        return declared is { Name: "ToString", ContainingType.SpecialType: SpecialType.System_Object };
    }

    /// <summary>The end of an object's or a service's life.</summary>
    private static bool IsEnd(IMethodSymbol method) => method.ContainingType.AllInterfaces.Any(type =>
        type is { SpecialType: SpecialType.System_IDisposable } or { Name: "IAsyncDisposable", ContainingNamespace.Name: "System" } or { Name: "IHostedService", ContainingNamespace.Name: "Hosting" }
        && type.GetMembers().Any(member => member.Name is "Dispose" or "DisposeAsync" or "StopAsync"
            && (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method) || method.Name == member.Name && method.Parameters is { Length: 1 } parameters && parameters[0].Type.SpecialType == SpecialType.System_Boolean)));
}
