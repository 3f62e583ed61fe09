using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>A private field with a dictionary, all of whose uses are in one type, and what it takes to make it a concurrent one.</summary>
internal sealed class MapField
{
    private readonly SemanticModel _model;

    private MapField(IFieldSymbol symbol, VariableDeclaratorSyntax declarator, IReadOnlyList<IdentifierNameSyntax> uses, SemanticModel model)
    {
        Symbol = symbol;
        Declarator = declarator;
        Uses = uses;
        _model = model;
    }

    public IFieldSymbol Symbol { get; }

    public VariableDeclaratorSyntax Declarator { get; }

    public IReadOnlyList<IdentifierNameSyntax> Uses { get; }

    public bool IsConcurrent => Symbol.Type.Name == "ConcurrentDictionary";

    /// <summary>The key's type as it is written in the declaration.</summary>
    public string? KeyType => Generic(TypeOfField)?.TypeArgumentList.Arguments[0].ToString();

    private TypeSyntax TypeOfField => ((VariableDeclarationSyntax)Declarator.Parent!).Type;

    public static MapField? Of(TypeDeclarationSyntax type, string name, SemanticModel model)
    {
        if (type.Modifiers.Any(SyntaxKind.PartialKeyword) || Find(type, name) is not { Parent: VariableDeclarationSyntax { Variables.Count: 1 } } declarator
            || model.GetDeclaredSymbol(declarator) is not IFieldSymbol { Type: INamedTypeSymbol { Name: "Dictionary" or "ConcurrentDictionary", TypeArguments.Length: 2 } } symbol)
        {
            return null;
        }

        var uses = type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, symbol)).ToList();
        return new MapField(symbol, declarator, uses, model);
    }

    /// <summary>The field of <paramref name="type"/> with this name.</summary>
    public static VariableDeclaratorSyntax? Find(TypeDeclarationSyntax type, string name) =>
        type.Members.OfType<FieldDeclarationSyntax>().SelectMany(f => f.Declaration.Variables).FirstOrDefault(v => v.Identifier.ValueText == name);

    /// <summary>The changes of the declaration; null where what it starts with has no counterpart.</summary>
    public IEnumerable<TextChange>? Declare()
    {
        if (IsConcurrent)
            return Enumerable.Empty<TextChange>();
        if (Generic(TypeOfField) is not { } written || Declarator.Initializer is not { Value: BaseObjectCreationExpressionSyntax { Initializer: null } creation }
            || creation.ArgumentList is { Arguments.Count: > 1 })
        {
            return null;
        }

        // A capacity alone is something that the concurrent one cannot be told.
        if (creation.ArgumentList is { Arguments: { Count: 1 } arguments } && _model.GetTypeInfo(arguments[0].Expression).Type is not { Name: "StringComparer" or "IEqualityComparer" or "EqualityComparer" })
            return null;

        var changes = new List<TextChange> { new(written.Identifier.Span, "ConcurrentDictionary") };
        if (creation is ObjectCreationExpressionSyntax { Type: var made })
        {
            if (Generic(made) is not { } madeType)
                return null;
            changes.Add(new TextChange(madeType.Identifier.Span, "ConcurrentDictionary"));
        }

        return changes;
    }

    /// <summary>The changes of one use by key, which is no part of a larger change; null where the concurrent dictionary has nothing like it.</summary>
    public IEnumerable<TextChange>? Convert(IdentifierNameSyntax use)
    {
        var whole = Whole(use);
        switch (whole.Parent)
        {
            case ElementAccessExpressionSyntax:
                return Enumerable.Empty<TextChange>();

            case MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: var member } name, Parent: InvocationExpressionSyntax call } access when access.Expression == whole:
                var arguments = call.ArgumentList.Arguments;
                return member switch
                {
                    "TryGetValue" or "ContainsKey" or "TryAdd" or "Clear" or "TryRemove" => Enumerable.Empty<TextChange>(),
                    "Remove" when arguments.Count == 2 => new[] { new TextChange(name.Span, "TryRemove") },
                    "Remove" when arguments.Count == 1 && !IsConcurrent => new[] { new TextChange(name.Span, "TryRemove"), new TextChange(new TextSpan(arguments[0].Span.End, 0), ", out _") },

                    // Behind a look that found nothing, and under a lock for the key, adding is setting.
                    "Add" when arguments.Count == 2 && call.Parent is ExpressionStatementSyntax =>
                        new[] { new TextChange(TextSpan.FromBounds(whole.Span.End, arguments[0].SpanStart), "["), new TextChange(TextSpan.FromBounds(arguments[0].Span.End, arguments[1].SpanStart), "] = "), new TextChange(TextSpan.FromBounds(arguments[1].Span.End, call.Span.End), "") },
                    _ => null,
                };

            default:
                return null;
        }
    }

    public static ExpressionSyntax Whole(IdentifierNameSyntax name) => name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member && member.Name == name ? member : name;

    private static GenericNameSyntax? Generic(TypeSyntax type) => type switch
    {
        GenericNameSyntax generic => generic,
        QualifiedNameSyntax => null,
        NullableTypeSyntax { ElementType: GenericNameSyntax generic } => generic,
        _ => null,
    };
}
