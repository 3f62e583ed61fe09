using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Who runs when an event is raised: the methods and lambdas that code in view adds to it.</summary>
internal sealed class EventHandlersInView
{
    private const int MostHandlers = 8;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<ExpressionSyntax>> _known = new(SymbolEqualityComparer.Default);

    public EventHandlersInView(ConcurrencyModel model) => _model = model;

    /// <summary>The event that a delegate call raises, or null where it calls something else.</summary>
    public IEventSymbol? RaisedBy(IOperation site)
    {
        if (site is not IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } called })
            return null;

        called = called.Unwrapped();
        if (called is IConditionalAccessInstanceOperation && called.OwnAncestors().OfType<IConditionalAccessOperation>().FirstOrDefault() is { } access)
            called = access.Operation.Unwrapped();
        if (called is ILocalReferenceOperation { Local: var copy } reference && _model.ProvenanceAt(reference).ValuesOf(copy) is { Count: 1 } values && values[0] is { } value)
            called = value.Unwrapped();
        return (called as IEventReferenceOperation)?.Event;
    }

    /// <summary>What is added to <paramref name="raised"/>: names of methods, and lambdas.</summary>
    public ImmutableArray<ExpressionSyntax> Of(IEventSymbol raised) => _known.GetOrAdd(raised.OriginalDefinition, Find);

    private ImmutableArray<ExpressionSyntax> Find(ISymbol raised)
    {
        var found = ImmutableArray.CreateBuilder<ExpressionSyntax>();
        foreach (var tree in _model.TreesWith(raised.Name))
        {
            foreach (var name in tree.GetRoot().Named(raised.Name))
            {
                ExpressionSyntax left = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name.Parent as MemberBindingExpressionSyntax ?? (ExpressionSyntax)name;
                if (left.Parent is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } addition || addition.Left != left || !Is(_model.Semantics(tree).GetSymbolInfo(addition.Left).Symbol, raised))
                    continue;

                foreach (var handler in Behind(addition.Right))
                {
                    found.Add(handler);
                    if (found.Count == MostHandlers)
                        return found.ToImmutable();
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>True for the event itself, and for the one of an interface that it implements.</summary>
    private static bool Is(ISymbol? added, ISymbol raised) =>
        SymbolEqualityComparer.Default.Equals(added?.OriginalDefinition, raised)
        || added is { ContainingType.TypeKind: TypeKind.Interface } && SymbolEqualityComparer.Default.Equals(raised.ContainingType.FindImplementationForInterfaceMember(added)?.OriginalDefinition, raised);

    /// <summary>The methods and lambdas behind what is added: a name, its long form, or a field that keeps it.</summary>
    private IEnumerable<ExpressionSyntax> Behind(ExpressionSyntax added)
    {
        if (added is ObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments })
            added = arguments[0].Expression;
        if (_model.Semantics(added.SyntaxTree).GetSymbolInfo(added).Symbol is not IFieldSymbol field)
            return new[] { added };

        var types = field.ContainingType.DeclaringSyntaxReferences.Where(r => _model.Compilation.ContainsSyntaxTree(r.SyntaxTree)).Select(r => r.GetSyntax());
        return types.SelectMany(type => type.DescendantNodes()).OfType<AssignmentExpressionSyntax>()
            .Where(set => set.IsKind(SyntaxKind.SimpleAssignmentExpression) && NameOf(set.Left) == field.Name && set.Right is IdentifierNameSyntax or MemberAccessExpressionSyntax or AnonymousFunctionExpressionSyntax)
            .Select(set => set.Right);
    }

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => name,
        MemberBindingExpressionSyntax { Name.Identifier.ValueText: var name } => name,
        _ => null,
    };
}
