using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>
/// Makes a lock for all keys one for each: <c>SemaphoreSlim</c> and <c>AsyncLock</c> become a <c>KeyedAsyncLock</c>, and the dictionary, which is used
/// under several locks then, a concurrent one. All sections together, or none.
/// </summary>
internal static class KeyedGate
{
    public static IReadOnlyList<TextChange>? Write(ExpressionSyntax site, TypeDeclarationSyntax type, MapField map, SourceText text, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("Spillway.KeyedAsyncLock`1") is null || map.KeyType is not { } keyType || map.Declare() is not { } declared
            || AsyncSection.GateOf(site, model) is not { } gate || MapField.Find(type, gate.Name) is not { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration, Initializer.Value: BaseObjectCreationExpressionSyntax creation }
            || map.KeyType.EndsWith("?", System.StringComparison.Ordinal))
        {
            return null;
        }

        // The comparer says which keys are the same: the lock needs it too.
        var comparer = (map.Declarator.Initializer?.Value as BaseObjectCreationExpressionSyntax)?.ArgumentList?.Arguments is { Count: 1 } arguments ? arguments[0].ToString() : "";
        var changes = declared.ToList();
        changes.Add(new TextChange(declaration.Type.Span, $"KeyedAsyncLock<{keyType}>"));
        changes.Add(new TextChange(creation.Span, creation is ImplicitObjectCreationExpressionSyntax ? $"new({comparer})" : $"new KeyedAsyncLock<{keyType}>({comparer})"));

        var taken = new List<IdentifierNameSyntax>();
        foreach (var name in type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == gate.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, gate)))
        {
            if (AsyncSection.At(name, text, model) is { IsRelease: true })
                continue;
            if (AsyncSection.At(name, text, model) is not { } section || KeyOf(section, map, model) is not { } key || section.Take(key, text) is not { } written)
                return null;

            foreach (var use in section.UsesOf(map.Uses))
            {
                if (map.Convert(use) is not { } converted)
                    return null;
                changes.AddRange(converted);
                taken.Add(use);
            }

            changes.AddRange(written);
        }

        // What is done to the dictionary elsewhere was not guarded before, and is safe now.
        foreach (var use in map.Uses.Except(taken))
        {
            if (MapField.Whole(use).Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryGetValue" or "ContainsKey" } and not ElementAccessExpressionSyntax { Parent: not AssignmentExpressionSyntax })
                return null;
        }

        return changes;
    }

    /// <summary>The one key that a section uses, which must be known before it starts.</summary>
    private static string? KeyOf(AsyncSection section, MapField map, SemanticModel model)
    {
        string? key = null;
        foreach (var use in section.UsesOf(map.Uses))
        {
            var expression = MapField.Whole(use).Parent switch
            {
                ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression,
                MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } } => arguments[0].Expression,
                _ => null,
            };
            if (expression is not (IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax }) || key is not null && expression.ToString() != key)
                return null;

            var variable = expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().First();
            if (model.GetSymbolInfo(variable).Symbol is not ISymbol { Kind: SymbolKind.Parameter or SymbolKind.Local } symbol || section.Covers(symbol.Locations[0].SourceSpan)
                || section.Body.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(a => a.Left.ToString() == expression.ToString()))
            {
                return null;
            }

            key = expression.ToString();
        }

        return key;
    }
}
