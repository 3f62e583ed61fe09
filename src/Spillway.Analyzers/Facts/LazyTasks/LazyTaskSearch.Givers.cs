using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Who gives a parameter or a field its value, as far as nobody out of view can.</content>
internal sealed partial class LazyTaskSearch
{
    private LazyTasks? OfArguments(IParameterSymbol parameter, int depth)
    {
        if (!LazyTasks.IsSequence(parameter.Type) || parameter.ContainingSymbol is not IMethodSymbol method)
            return null;
        if (method.MethodKind != MethodKind.LocalFunction && (method.DeclaredAccessibility != Accessibility.Private || method.MethodKind != MethodKind.Ordinary || !method.ExplicitInterfaceImplementations.IsEmpty))
            return null;

        LazyTasks? found = null;
        foreach (var name in NamesIn(method.ContainingType, method.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(_model.Semantics(name.SyntaxTree).GetSymbolInfo(name).Symbol?.OriginalDefinition, method.OriginalDefinition))
                continue;

            // A method that is handed over gets its arguments from somebody else.
            var call = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access.Parent : name.Parent;
            if (call is not InvocationExpressionSyntax || _model.Semantics(name.SyntaxTree).GetOperation(call) is not IInvocationOperation invocation)
                return null;

            var given = invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal);
            if (given is null || Of(given.Value, _model.ProvenanceAt(invocation), depth) is not { } one)
                return null;
            found ??= one;
        }

        return found;
    }

    private LazyTasks? OfField(IFieldSymbol field, int depth)
    {
        if (!LazyTasks.IsSequence(field.Type) || field.DeclaredAccessibility != Accessibility.Private)
            return null;

        var values = new List<IOperation>();
        foreach (var declaration in field.DeclaringSyntaxReferences)
        {
            if (declaration.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && _model.Compilation.ContainsSyntaxTree(value.SyntaxTree)
                && _model.Semantics(value.SyntaxTree).GetOperation(value) is { } made)
            {
                values.Add(made);
            }
        }

        foreach (var name in NamesIn(field.ContainingType, field.Name))
        {
            var target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : (ExpressionSyntax)name;
            if (target.Parent is not AssignmentExpressionSyntax assignment || assignment.Left != target
                || !SymbolEqualityComparer.Default.Equals(_model.Semantics(name.SyntaxTree).GetSymbolInfo(name).Symbol, field))
            {
                continue;
            }

            if (_model.Semantics(name.SyntaxTree).GetOperation(assignment.Right) is not { } value)
                return null;
            values.Add(value);
        }

        LazyTasks? found = null;
        foreach (var value in values)
        {
            if (IsEmpty(value))
                continue;
            if (Of(value, _model.ProvenanceAt(value), depth) is not { } one)
                return null;
            found ??= one;
        }

        return found;
    }

    private IEnumerable<SimpleNameSyntax> NamesIn(INamedTypeSymbol? type, string name)
    {
        foreach (var reference in type?.DeclaringSyntaxReferences ?? ImmutableArray<SyntaxReference>.Empty)
        {
            if (!_model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                continue;

            // The type of top-level statements is the whole file.
            foreach (var found in reference.GetSyntax().Named(name))
                yield return found;
        }
    }
}
