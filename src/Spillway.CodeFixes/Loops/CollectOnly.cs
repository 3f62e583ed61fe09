using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Loops;

/// <summary>A loop that does nothing with its results but add them to a list.</summary>
/// <param name="List">The list.</param>
/// <param name="Declaration">The statement right before the loop that makes the list, where it is empty until then.</param>
internal sealed record CollectOnly(string List, LocalDeclarationStatementSyntax? Declaration)
{
    public static CollectOnly? Of(LoopSplit split, SemanticModel model)
    {
        if (split.Result is null || !split.Carried.IsEmpty || split.Consumers.Length != 1
            || split.Consumers[0] is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } add }
            || add.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add", Expression: var list }
            || list is not (IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax }))
        {
            return null;
        }

        var added = arguments[0].Expression;
        var isResult = added == split.Request || (added is IdentifierNameSyntax name && name.Identifier.ValueText == split.Result);
        if (!isResult
            || model.GetTypeInfo(list).Type is not INamedTypeSymbol { Name: "List", TypeArguments: { Length: 1 } items, ContainingNamespace: { Name: "Generic" } } type
            || model.GetTypeInfo(split.Request!).Type is not { } result)
        {
            return null;
        }

        var isSame = SymbolEqualityComparer.Default.Equals(items[0], result);
        var isVariant = result.IsReferenceType && model.Compilation.ClassifyConversion(result, items[0]) is { IsImplicit: true, IsReference: true };
        if (!isSame && !isVariant)
            return null;

        return new CollectOnly(list.ToString(), isSame ? DeclarationOf(list, type, split.Loop, model) : null);
    }

    private static LocalDeclarationStatementSyntax? DeclarationOf(ExpressionSyntax list, INamedTypeSymbol type, StatementSyntax loop, SemanticModel model)
    {
        if (list is not IdentifierNameSyntax name || Previous(loop) is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } declaration)
            return null;

        var variable = variables[0];
        var isEmpty = variable.Initializer?.Value is BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null }
            or CollectionExpressionSyntax { Elements.Count: 0 };
        return isEmpty && variable.Identifier.ValueText == name.Identifier.ValueText
            && model.GetDeclaredSymbol(variable) is ILocalSymbol local && SymbolEqualityComparer.Default.Equals(local.Type, type)
            ? declaration
            : null;
    }

    private static SyntaxNode? Previous(StatementSyntax loop) => loop.Parent switch
    {
        BlockSyntax block => Before(block.Statements, loop),
        SwitchSectionSyntax section => Before(section.Statements, loop),
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global => (Before(unit.Members, global) as GlobalStatementSyntax)?.Statement,
        _ => null,
    };

    private static SyntaxNode? Before<T>(SyntaxList<T> list, T node)
        where T : SyntaxNode
    {
        var index = list.IndexOf(node);
        return index > 0 ? list[index - 1] : null;
    }
}
