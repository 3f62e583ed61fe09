using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>What a place that names a method says: something of itself, nothing, or what is true of the method around it.</summary>
/// <param name="Known">The answer; null where the caller has it, or where the place says nothing.</param>
/// <param name="Caller">Who is to be asked.</param>
internal readonly record struct CallerAnswer(bool? Known, IMethodSymbol? Caller)
{
    public static CallerAnswer Yes => new(true, null);

    public static CallerAnswer No => new(false, null);

    public static CallerAnswer Nothing => default;

    public static CallerAnswer As(IMethodSymbol? caller) => caller is null ? No : new(null, caller);
}

/// <summary>What is true of a method because it is true of everybody who calls it, and so on up to where it begins. It is true of no method that nobody calls from there.</summary>
internal sealed class AllCallers
{
    // More uses of a name than this cost more to bind than the answer is worth.
    private const int MostNames = 200;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>?> _callers = new(SymbolEqualityComparer.Default);

    public AllCallers(ConcurrencyModel model) => _model = model;

    /// <summary>How many callers away it may begin: a longer chain shows less than it takes to find.</summary>
    public int Deepest { get; init; }

    /// <summary>True where methods that call each other keep true what is true of all others that call them.</summary>
    public bool HoldsInCircles { get; init; }

    /// <summary>What a method says itself; null where its callers decide.</summary>
    public Func<IMethodSymbol, bool?> Own { get; init; } = _ => null;

    /// <summary>What a place that names the method says; the operation is the call, or null where there is none that binds.</summary>
    public Func<SimpleNameSyntax, IOperation?, CallerAnswer> Ask { get; init; } = (_, _) => CallerAnswer.No;

    public bool Of(IMethodSymbol method) => _known.GetOrAdd(method.OriginalDefinition, Find);

    // Only who calls whom is remembered on the way: an answer for a method further up would carry a longer chain than one found from here.
    private bool Find(IMethodSymbol method)
    {
        var met = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { method };
        var open = new Stack<(IMethodSymbol Method, int Distance)>();
        open.Push((method, 0));
        while (open.Count > 0)
        {
            var (one, distance) = open.Pop();
            if (distance == Deepest ? Own(one) != true : _callers.GetOrAdd(one, CallersOf) is null)
                return false;

            foreach (var caller in CallersKnown(one).Where(met.Add))
                open.Push((caller, distance + 1));
        }

        return HoldsInCircles ? met.Any(one => CallersKnown(one).IsEmpty) : !HaveCircle(met);
    }

    /// <summary>True where some call each other: they are left when all are taken away whose callers are gone.</summary>
    private bool HaveCircle(HashSet<IMethodSymbol> methods)
    {
        while (methods.RemoveWhere(one => !CallersKnown(one).Any(methods.Contains)) > 0)
        {
        }

        return methods.Count > 0;
    }

    private ImmutableArray<IMethodSymbol> CallersKnown(IMethodSymbol method) =>
        _callers.TryGetValue(method, out var callers) && callers is { } known ? known : ImmutableArray<IMethodSymbol>.Empty;

    /// <summary>Who is to be asked; nobody where it begins here, null where it is not true.</summary>
    private ImmutableArray<IMethodSymbol>? CallersOf(IMethodSymbol method)
    {
        if (Own(method) is { } own)
            return own ? ImmutableArray<IMethodSymbol>.Empty : null;
        if (_model.UsesOf(method.Name, MostNames, use => use.Parent is ExpressionSyntax or ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax) is not { } uses)
            return null;

        var isCalled = false;
        var callers = ImmutableArray.CreateBuilder<IMethodSymbol>();
        foreach (var use in uses)
        {
            if (Named(use) is not { } target || !_model.OftenRun.Reaches(target.ReducedFrom ?? target, method))
                continue;

            var answer = Ask(use, _model.OftenRun.CallAt(use));
            if (answer.Known == false)
                return null;
            isCalled |= answer.Known == true || answer.Caller is not null;
            if (answer.Caller is { } caller)
                callers.Add(caller.OriginalDefinition);
        }

        return isCalled ? callers.ToImmutable() : null;
    }

    private IMethodSymbol? Named(SimpleNameSyntax use)
    {
        var info = _model.Semantics(use.SyntaxTree).GetSymbolInfo(use);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) as IMethodSymbol;
    }
}
