using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A lock all of whose sections do one thing to one field.</summary>
/// <param name="Lock">The lock.</param>
/// <param name="Sections">Every section, in the order of the files and their text.</param>
internal sealed record AtomicLock(IFieldSymbol Lock, ImmutableArray<AtomicSection> Sections)
{
    /// <summary>The sections that use <paramref name="field"/>.</summary>
    public IEnumerable<AtomicSection> SectionsOf(IFieldSymbol field) => Sections.Where(s => SymbolEqualityComparer.Default.Equals(s.Field, field));
}

/// <summary>Which locks protect nothing that an atomic operation would not keep whole as well?</summary>
internal sealed class AtomicLocks
{
    // More fields than this are there together, and somebody may rely on that.
    private const int MostFields = 3;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IFieldSymbol, AtomicLock?> _known = new(SymbolEqualityComparer.Default);

    public AtomicLocks(ConcurrencyModel model) => _model = model;

    /// <summary>The sections of <paramref name="field"/>, where all of them are atomic; else null.</summary>
    public AtomicLock? Of(IFieldSymbol field) => _known.GetOrAdd(field.OriginalDefinition, Compute);

    /// <summary>True when every use of <paramref name="field"/> in its type can change together, in one document.</summary>
    public bool Converts(IFieldSymbol field, AtomicLock of)
    {
        var declared = field.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree;
        if (declared is null || of.Sections.Any(s => s.Statement.SyntaxTree != declared) || !of.Lock.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == declared))
            return false;

        foreach (var access in _model.Locks.Guards.AccessesOf(field))
        {
            var syntax = access.Reference.Syntax;
            if (of.Sections.Any(s => s.Statement.Statement.Span.Contains(syntax.Span)))
                continue;
            if (syntax is not ExpressionSyntax target || syntax.SyntaxTree != declared || IsInExpressionTree(target))
                return false;

            var semantics = _model.Semantics(declared);
            if (AtomicUse.IsAtomicAlready(target, semantics) || AtomicUse.UpdateFrom(target) is not null)
                continue;
            if (AtomicUse.Of(target, semantics) is not { } use || !AtomicTypes.Offers(use.Kind, field.Type, _model.Compilation)
                || use.Operand?.DescendantNodesAndSelf().Any(n => n is AwaitExpressionSyntax || n is IdentifierNameSyntax { Identifier.ValueText: var name } && name == field.Name) == true)
            {
                return false;
            }
        }

        return true;
    }

    private AtomicLock? Compute(IFieldSymbol field)
    {
        if (field.DeclaredAccessibility != Accessibility.Private || field.ContainingType is not { TypeKind: TypeKind.Class } type
            || field.Type.SpecialType != SpecialType.System_Object && _model.Locks.Apis.KindOf(field.Type) != LockKind.Lock
            || !field.IsReadOnly)
        {
            return null;
        }

        var sections = ImmutableArray.CreateBuilder<AtomicSection>();
        foreach (var (name, semantics) in UsesOf(field, type))
        {
            var target = name.WithOwner();
            if (target.Parent is not LockStatementSyntax statement || statement.Expression != target || AtomicSection.Of(statement, semantics) is not { } section || !IsOf(section, target, field) || !IsFree(section, semantics))
                return null;

            sections.Add(section);
        }

        // A field that nobody changes under the lock is not what the lock is there for.
        var fields = sections.GroupBy(s => s.Field, (IEqualityComparer<IFieldSymbol>)SymbolEqualityComparer.Default).ToList();
        return fields.Count is 0 or > MostFields || fields.Any(f => f.All(s => s.Use.Kind == AtomicKind.Read) || HasAnotherLock(f.Key, field)) ? null : new AtomicLock(field, sections.ToImmutable());
    }

    private IEnumerable<(IdentifierNameSyntax Name, SemanticModel Semantics)> UsesOf(IFieldSymbol field, INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences.OrderBy(r => r.SyntaxTree.FilePath, System.StringComparer.Ordinal).ThenBy(r => r.Span.Start))
        {
            if (!_model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                continue;

            var semantics = _model.Semantics(reference.SyntaxTree);
            foreach (var name in reference.GetSyntax().Named(field.Name).OfType<IdentifierNameSyntax>())
            {
                if (SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name).Symbol?.OriginalDefinition, field))
                    yield return (name, semantics);
            }
        }
    }

    /// <summary>True when the field is used under another lock alone: which of them protects it is not for us to say.</summary>
    private bool HasAnotherLock(IFieldSymbol field, IFieldSymbol gate) =>
        _model.Locks.Guards.AccessesOf(field).Any(a => !a.Held.IsEmpty && !a.Held.Any(h => SymbolEqualityComparer.Default.Equals(h.Symbol, gate)));

    /// <summary>True when the lock and the field belong to the same object of the same class, and nobody else has the field.</summary>
    private static bool IsOf(AtomicSection section, ExpressionSyntax locked, IFieldSymbol field) =>
        section.Field is { DeclaredAccessibility: Accessibility.Private, IsVolatile: false } used
        && SymbolEqualityComparer.Default.Equals(used.ContainingType.OriginalDefinition, field.ContainingType)
        && (field.IsStatic || !used.IsStatic && AtomicUse.InstanceOf(locked) == AtomicUse.InstanceOf(section.Use.Target));

    /// <summary>True when nothing else in the section needs the lock: what is used besides the field belongs to this call, or never changes.</summary>
    private bool IsFree(AtomicSection section, SemanticModel semantics)
    {
        foreach (var statement in section.Body)
        {
            if (semantics.GetOperation(statement) is not { } operation || !operation.OwnOperations().All(o => IsFree(o, section)))
                return false;
        }

        return true;
    }

    private bool IsFree(IOperation operation, AtomicSection section)
    {
        switch (operation)
        {
            case IFieldReferenceOperation { Field: var field } when SymbolEqualityComparer.Default.Equals(field, section.Field):
                return !IsReached(operation, field.Type);

            case IFieldReferenceOperation { Field: var field }:
                return field.IsConst || field.IsReadOnly && _model.Confinement.Of(field.Type).Safety is Safety.Immutable or Safety.Shareable;

            case IPropertyReferenceOperation { Property: var property }:
                return !SymbolEqualityComparer.Default.Equals(property.ContainingType, section.Field.ContainingType) && !property.IsIndexer
                    && (_model.Apis.Of(property) & ApiFlags.Blocks) == 0 && (property.ContainingAssembly.IsFramework() || property.IsAutoProperty() || property.DeclaringSyntaxReferences.IsEmpty);

            case IInvocationOperation { TargetMethod: var method, Instance: var instance }:
                // What is safe by itself may still have to happen together with the rest (not disposed, then added); who counts to zero is the only one who does.
                return (_model.Apis.Of(method) & (ApiFlags.Pure | ApiFlags.Cpu)) == ApiFlags.Pure
                    || instance is not null && section.Use.Kind is AtomicKind.Increment or AtomicKind.Decrement && _model.Confinement.Of(instance.Type).Safety == Safety.Shareable
                        && method.DeclaringSyntaxReferences.IsEmpty && (_model.Apis.Of(method) & ApiFlags.Blocks) == 0;

            // What is made is made for the field; what its constructor does elsewhere is not.
            case IObjectCreationOperation { Constructor: { } constructor }:
                return !SymbolEqualityComparer.Default.Equals(constructor.ContainingType, section.Field.ContainingType);

            case IAssignmentOperation { Target: var target } assignment:
                return target.Unwrapped() is ILocalReferenceOperation or IParameterReferenceOperation or IDiscardOperation or IFieldReferenceOperation
                    || assignment.Parent is IObjectOrCollectionInitializerOperation;

            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation or IArrayElementReferenceOperation or IFunctionPointerInvocationOperation
                or IInvalidOperation or IEventAssignmentOperation or IEventReferenceOperation or IAnonymousFunctionOperation or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Parent: not IMemberReferenceOperation }:
                return false;

            default:
                return true;
        }
    }

    /// <summary>True when the object in the field is used, not only who it is, and others can change it.</summary>
    private bool IsReached(IOperation reference, ITypeSymbol type)
    {
        if (!type.IsReferenceType || _model.Confinement.Of(type).Safety is Safety.Immutable or Safety.Shareable)
            return false;

        var parent = reference.Parent;
        while (parent is IConversionOperation { IsImplicit: true })
            parent = parent.Parent;
        return parent is IConditionalAccessOperation || parent is IMemberReferenceOperation { Instance: { } owner } && owner.Syntax == reference.Syntax
            || parent is IInvocationOperation { Instance: { } called } && called.Syntax == reference.Syntax || parent is IArgumentOperation or IForEachLoopOperation;
    }

    private bool IsInExpressionTree(ExpressionSyntax target) =>
        target.Ancestors().OfType<LambdaExpressionSyntax>().Any(lambda => _model.Semantics(lambda.SyntaxTree).GetTypeInfo(lambda).ConvertedType is { Name: "Expression" });
}
