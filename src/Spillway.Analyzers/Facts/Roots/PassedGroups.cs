using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>The methods that are passed by name to a framework, which calls them: <c>app.MapGet("/", Answer)</c>.</summary>
internal sealed class PassedGroups
{
    // What stands in a tree depends on the tree alone, and outlives the compilations that an editor makes of it.
    private static readonly ConditionalWeakTable<SyntaxTree, List<Passed>> Known = new();
    private static readonly ConditionalWeakTable<SyntaxTree, List<Passed>>.CreateValueCallback Read = tree => In(tree, RootLines.OfPackage);

    private readonly ConcurrencyModel _model;
    private readonly RootLines _lines;
    private readonly OnDemand<ILookup<string, Passed>> _byName;
    private readonly ConcurrentDictionary<ISymbol, Occasion?> _found = new(SymbolEqualityComparer.Default);

    public PassedGroups(ConcurrencyModel model, RootLines lines)
    {
        _model = model;
        _lines = lines;
        _byName = new OnDemand<ILookup<string, Passed>>(Collect);
    }

    /// <summary>When the framework calls <paramref name="method"/>; null when it is passed to none.</summary>
    public Occasion? Of(IMethodSymbol method) => _byName.Value.Contains(method.Name) ? _found.GetOrAdd(method.OriginalDefinition, Find) : null;

    private Occasion? Find(ISymbol method)
    {
        // Names have decided where a question to the semantic model is worth its price.
        Occasion? last = null;
        foreach (var passed in _byName.Value[method.Name])
        {
            var semantics = _model.Semantics(passed.Taker.SyntaxTree);
            var info = semantics.GetSymbolInfo(passed.Group);
            if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is IMethodSymbol group && SymbolEqualityComparer.Default.Equals(group.OriginalDefinition, method)
                && semantics.GetSymbolInfo(passed.Taker).Symbol is { } target && _lines.Of(target) is { } occasion)
            {
                last = occasion;
            }
        }

        return last;
    }

    private ILookup<string, Passed> Collect() =>
        _model.Compilation.SyntaxTrees.SelectMany(tree => _lines == RootLines.OfPackage ? Known.GetValue(tree, Read) : In(tree, _lines)).ToLookup(passed => passed.Name);

    private static List<Passed> In(SyntaxTree tree, RootLines lines)
    {
        Patience.Check();
        var found = new List<Passed>();
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            switch (node)
            {
                case ArgumentSyntax { Expression: SimpleNameSyntax or MemberAccessExpressionSyntax, Parent.Parent: { } taker } argument
                    when NameOf(taker) is { } name && lines.MayBeNamed(name):
                    found.Add(new Passed(NameOf(argument.Expression)!, argument.Expression, taker));
                    break;

                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Right: SimpleNameSyntax or MemberAccessExpressionSyntax } adding
                    when NameOf(adding.Left) is { } name && lines.MayBeNamed(name):
                    found.Add(new Passed(NameOf(adding.Right)!, adding.Right, adding.Left));
                    break;
            }
        }

        return found;
    }

    private static string? NameOf(SyntaxNode taker) => taker switch
    {
        InvocationExpressionSyntax { Expression: var called } => NameOf(called),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => name,
        MemberBindingExpressionSyntax { Name.Identifier.ValueText: var name } => name,
        SimpleNameSyntax { Identifier.ValueText: var name } => name,
        ObjectCreationExpressionSyntax { Type: QualifiedNameSyntax { Right.Identifier.ValueText: var name } } => name,
        ObjectCreationExpressionSyntax { Type: SimpleNameSyntax { Identifier.ValueText: var name } } => name,

        // The type of 'new(…)' is known only to the semantic model.
        ImplicitObjectCreationExpressionSyntax => "Timer",
        _ => null,
    };

    /// <summary>A name that is passed on, and may be that of a method.</summary>
    private sealed record Passed(string Name, ExpressionSyntax Group, SyntaxNode Taker);
}
