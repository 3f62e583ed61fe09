using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>What the fields and properties of a type may hold, where only the type itself can set them.</summary>
internal sealed class MemberValues
{
    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<ISymbol, IReadOnlyList<IOperation?>?> _known = new(SymbolEqualityComparer.Default);

    public MemberValues(ConcurrencyModel model) => _model = model;

    /// <summary>Every value that is assigned to the member; null for a member that others may set, or that gets a value nobody can see.</summary>
    public IReadOnlyList<IOperation?>? Of(ISymbol member) => _known.GetOrAdd(member.OriginalDefinition, Find);

    private IReadOnlyList<IOperation?>? Find(ISymbol member)
    {
        if (!IsSetByItsTypeOnly(member) || member.ContainingType is not { DeclaringSyntaxReferences.IsEmpty: false } type)
            return null;

        var values = new List<IOperation?>();
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (!_model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                return null;

            foreach (var word in reference.GetSyntax().Words(member.Name))
            {
                switch (Around(word))
                {
                    case VariableDeclaratorSyntax { Initializer.Value: { } value } field when field.Identifier.ValueText == member.Name && Is(field, member):
                        values.Add(Value(value));
                        break;

                    case PropertyDeclarationSyntax { Initializer.Value: { } value } property when property.Identifier.ValueText == member.Name && Is(property, member):
                        values.Add(Value(value));
                        break;

                    case AssignmentExpressionSyntax assignment when IsNamed(assignment.Left, member) && Means(assignment.Left, member):
                        if (assignment.Kind() is not (SyntaxKind.SimpleAssignmentExpression or SyntaxKind.CoalesceAssignmentExpression))
                            return null;
                        values.Add(Value(assignment.Right));
                        break;

                    // Interlocked.Exchange sets it as an assignment does.
                    case ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword, Expression: var exchanged, Parent: ArgumentListSyntax { Arguments: { Count: > 1 } arguments, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exchange" or "CompareExchange" } } } } argument
                        when arguments[0] == argument && IsNamed(exchanged, member) && Means(exchanged, member):
                        values.Add(Value(arguments[1].Expression));
                        break;

                    case ArgumentSyntax { RefKindKeyword.RawKind: not 0 and not (int)SyntaxKind.InKeyword, Expression: var passed } when IsNamed(passed, member) && Means(passed, member):
                        return null;
                }
            }
        }

        return values.Count == 0 ? null : values;
    }

    private static bool IsSetByItsTypeOnly(ISymbol member) => member switch
    {
        IFieldSymbol field => field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private,
        IPropertySymbol property => property.IsAutoProperty()
            && (property.SetMethod is null || property.SetMethod.DeclaredAccessibility == Accessibility.Private || property.DeclaredAccessibility == Accessibility.Private),
        _ => false,
    };

    /// <summary>What is said there of the member: the declaration, or what the name is a part of.</summary>
    private static SyntaxNode? Around(SyntaxToken word) => word.Parent switch
    {
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } name when access.Name == name => access.Parent,
        SimpleNameSyntax name => name.Parent,
        var declaration => declaration,
    };

    private IOperation? Value(ExpressionSyntax value) => _model.Semantics(value.SyntaxTree).GetOperation(value);

    private bool Is(SyntaxNode declaration, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(_model.Semantics(declaration.SyntaxTree).GetDeclaredSymbol(declaration), member);

    private bool Means(ExpressionSyntax target, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(_model.Semantics(target.SyntaxTree).GetSymbolInfo(target).Symbol?.OriginalDefinition, member);

    private static bool IsNamed(ExpressionSyntax target, ISymbol member) => target switch
    {
        IdentifierNameSyntax { Identifier.ValueText: var name } => name == member.Name,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => name == member.Name,
        _ => false,
    };
}
