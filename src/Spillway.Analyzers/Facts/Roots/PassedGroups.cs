using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>The methods that are passed by name to a framework, which calls them: <c>app.MapGet("/", Answer)</c>.</summary>
internal sealed class PassedGroups
{
    private readonly Dictionary<ISymbol, Occasion> _found = new(SymbolEqualityComparer.Default);

    public PassedGroups(ConcurrencyModel model, RootLines lines)
    {
        // Names decide where a question to the semantic model is worth its price.
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                switch (node)
                {
                    case ArgumentSyntax { Expression: SimpleNameSyntax or MemberAccessExpressionSyntax, Parent.Parent: { } taker } argument
                        when NameOf(taker) is { } name && lines.MayBeNamed(name):
                        Record(argument.Expression, taker, model, lines);
                        break;

                    case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Right: SimpleNameSyntax or MemberAccessExpressionSyntax } adding
                        when NameOf(adding.Left) is { } name && lines.MayBeNamed(name):
                        Record(adding.Right, adding.Left, model, lines);
                        break;
                }
            }
        }
    }

    /// <summary>When the framework calls <paramref name="method"/>; null when it is passed to none.</summary>
    public Occasion? Of(IMethodSymbol method) => _found.TryGetValue(method.OriginalDefinition, out var occasion) ? occasion : null;

    private void Record(ExpressionSyntax group, SyntaxNode taker, ConcurrencyModel model, RootLines lines)
    {
        var semantics = model.Semantics(taker.SyntaxTree);
        var info = semantics.GetSymbolInfo(group);
        if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is IMethodSymbol method
            && semantics.GetSymbolInfo(taker).Symbol is { } target && lines.Of(target) is { } occasion)
        {
            _found[method.OriginalDefinition] = occasion;
        }
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
}
