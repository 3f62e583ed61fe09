using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Variables: what they hold, and how often something is added to it.</content>
internal sealed partial class OriginReader
{
    private Origin OfLocal(ILocalSymbol local, int depth)
    {
        var declaration = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        if (declaration is CommonForEachStatementSyntax each)
            return OfIterated(each, local, depth);
        if (declaration is null || !_open.Add(local))
            return Origin.Constant(0);

        var origin = OfAssigned(local, declaration, depth);
        _open.Remove(local);
        return origin;
    }

    private Origin OfAssigned(ILocalSymbol local, SyntaxNode declaration, int depth)
    {
        Origin? made = declaration is VariableDeclaratorSyntax { Initializer.Value: { } value } ? OfSyntax(value, depth + 1) : null;
        var grown = Origin.Constant(0);
        foreach (var identifier in NamesIn(declaration.ScopeOfLocals(), local.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(_model.Semantics(identifier.SyntaxTree).GetSymbolInfo(identifier).Symbol, local))
                continue;

            switch (identifier.Parent)
            {
                case AssignmentExpressionSyntax { Left: var left, Right: var right } when left == identifier:
                    var replaced = OfSyntax(right, depth + 1);
                    made = made is { } before ? before.Or(replaced) : replaced;
                    break;

                case ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 }:
                    return Origin.Unknown;

                case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax added } member when member.Expression == identifier:
                    var more = Added(member.Name.Identifier.ValueText, added, declaration, depth);
                    grown = grown.And(member.Name.Identifier.ValueText.EndsWith("Range", System.StringComparison.Ordinal) ? more : Grown(more, local, added, depth));
                    break;

                case ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax } put } when local.Type.Name.Contains("Dictionary"):
                    grown = grown.And(Repeated(Origin.Constant(1), put, declaration, depth));
                    break;
            }
        }

        return made is { } origin ? origin.And(grown) : Origin.Unknown;
    }

    /// <summary>How much a call adds to the collection that it is made on.</summary>
    private Origin Added(string name, InvocationExpressionSyntax call, SyntaxNode declaration, int depth)
    {
        switch (name)
        {
            case "Add" or "TryAdd" or "Insert" or "Push" or "Enqueue" or "AddLast" or "AddFirst":
                return Repeated(Origin.Constant(1), call, declaration, depth);
            case "AddRange" or "UnionWith" or "InsertRange" when call.ArgumentList.Arguments.LastOrDefault()?.Expression is { } items:
                return Repeated(OfSyntax(items, depth + 1), call, declaration, depth);
            default:
                return Origin.Constant(0);
        }
    }

    /// <summary>The same, as often as the loops around it run, up to where the variable is declared.</summary>
    private Origin Repeated(Origin once, SyntaxNode place, SyntaxNode declaration, int depth)
    {
        foreach (var around in place.Ancestors())
        {
            if (around.Span.Contains(declaration.Span))
                break;

            switch (around)
            {
                // How often a nested function runs is for those to know who call it.
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                    return once.Or(Origin.Unknown);
                case StatementSyntax statement and (CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax):
                    var often = _model.Semantics(statement.SyntaxTree).GetOperation(statement) is ILoopOperation loop && depth < LongestChain ? OfIterations(loop, depth + 1) : Origin.Unknown;
                    once = (once.Kind, often.Kind) is (OriginKind.Constant, OriginKind.Constant)
                        ? Origin.Constant((int)System.Math.Min(int.MaxValue, (long)once.Count * often.Count))
                        : once.Or(often);
                    break;
            }
        }

        return once;
    }

    /// <summary>The variable of a loop that is a sequence itself: a batch has the size that somebody chose for it.</summary>
    private Origin OfIterated(CommonForEachStatementSyntax each, ILocalSymbol local, int depth)
    {
        if (_model.Semantics(each.SyntaxTree).GetOperation(Bare(each.Expression))?.Unwrapped() is not { } source)
            return Origin.Unknown;

        var batches = source is ILocalReferenceOperation { Local: var list } && InitializerOf(list) is { } value ? _model.Semantics(value.SyntaxTree).GetOperation(value)?.Unwrapped() ?? source : source;
        if (batches is IInvocationOperation { TargetMethod: var method } call && NamingConventions.CutsIntoBatches(method.Name))
        {
            var size = call.Arguments.Select(argument => argument.Value).FirstOrDefault(a => a.Type?.SpecialType == SpecialType.System_Int32);
            return size is not null && OfNumber(size, depth + 1) is { Kind: OriginKind.Constant } constant ? constant : Origin.FixedSmall;
        }

        return local.Type is INamedTypeSymbol { Name: "IGrouping" } ? OfItems(source, depth + 1) : Origin.Unknown;
    }

    private Origin OfNumberIn(ILocalSymbol local, int depth)
    {
        var declaration = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        if (declaration is not VariableDeclaratorSyntax { Initializer.Value: { } value } || !_open.Add(local))
            return Origin.Unknown;

        var isSet = NamesIn(declaration.ScopeOfLocals(), local.Name).Any(name =>
            name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name
            || name.Parent is PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression }
            || name.Parent is ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 });
        var origin = !isSet && _model.Semantics(value.SyntaxTree).GetOperation(value) is { } made ? OfNumber(made, depth + 1) : Origin.Unknown;
        _open.Remove(local);
        return origin;
    }

    private static ExpressionSyntax? InitializerOf(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } ? Bare(value) : null;


    private static IEnumerable<IdentifierNameSyntax> NamesIn(SyntaxNode scope, string name) => scope.Named(name).OfType<IdentifierNameSyntax>();
}
