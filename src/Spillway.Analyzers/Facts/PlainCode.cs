using System;
using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Code that no rule can have anything to say about. Most bodies are such, and every rule would look through each of them. It repeats nothing, waits for nothing, takes no
/// lock, holds no function of its own, and what it calls has nothing to do with tasks, threads, or what the catalogue says of the outside. Such calls may lead to anything further down, so
/// they are plain only where nobody waits for whoever calls: not in asynchronous code, and not in what a framework calls.
/// </summary>
internal sealed class PlainCode
{
    // What is plain by itself: it only reads, compares and sets variables, and chooses a way.
    private static readonly bool[] Plain = Kinds(
        OperationKind.Block, OperationKind.Return, OperationKind.ExpressionStatement, OperationKind.Empty, OperationKind.Literal, OperationKind.DefaultValue, OperationKind.NameOf,
        OperationKind.TypeOf, OperationKind.SizeOf, OperationKind.FieldReference, OperationKind.LocalReference, OperationKind.ParameterReference, OperationKind.InstanceReference,
        OperationKind.SimpleAssignment, OperationKind.VariableDeclarationGroup, OperationKind.VariableDeclaration, OperationKind.VariableDeclarator, OperationKind.VariableInitializer,
        OperationKind.FieldInitializer, OperationKind.PropertyInitializer, OperationKind.ParameterInitializer, OperationKind.Conditional, OperationKind.IsNull, OperationKind.IsType,
        OperationKind.Tuple, OperationKind.MethodBody, OperationKind.ConstructorBody, OperationKind.Argument, OperationKind.Throw, OperationKind.Try, OperationKind.CatchClause,
        OperationKind.Branch, OperationKind.Switch, OperationKind.SwitchCase, OperationKind.CaseClause, OperationKind.SwitchExpression, OperationKind.SwitchExpressionArm,
        OperationKind.IsPattern, OperationKind.ConstantPattern, OperationKind.DeclarationPattern, OperationKind.DiscardPattern, OperationKind.TypePattern, OperationKind.NegatedPattern,
        OperationKind.BinaryPattern, OperationKind.RelationalPattern, OperationKind.Coalesce, OperationKind.CoalesceAssignment, OperationKind.ConditionalAccess,
        OperationKind.ConditionalAccessInstance, OperationKind.ArrayCreation, OperationKind.ArrayInitializer, OperationKind.ArrayElementReference, OperationKind.InterpolatedString,
        OperationKind.Interpolation, OperationKind.InterpolatedStringText, OperationKind.DeclarationExpression, OperationKind.Discard, OperationKind.Parenthesized,
        OperationKind.ObjectOrCollectionInitializer, OperationKind.MemberInitializer);

    private const ApiFlags Harmless = ApiFlags.Confined | ApiFlags.Shareable | ApiFlags.Collection | ApiFlags.Immutable | ApiFlags.Pure | ApiFlags.Fresh | ApiFlags.ReadsReceiver | ApiFlags.Local | ApiFlags.Clock;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<ISymbol, bool> _harmless = new(SymbolEqualityComparer.Default);

    public PlainCode(ConcurrencyModel model) => _model = model;

    /// <summary>What can be said of a body in which this operation stands.</summary>
    public Plainness Of(IOperation operation)
    {
        var kind = (int)operation.Kind;
        if (kind < Plain.Length && Plain[kind])
            return Plainness.Plain;

        switch (operation)
        {
            // An operator or a conversion may be code of somebody's own.
            case IBinaryOperation { OperatorMethod: var method }:
                return OfCall(method);
            case IUnaryOperation { OperatorMethod: var method }:
                return OfCall(method);
            case IConversionOperation { OperatorMethod: var method }:
                return OfCall(method);
            case ICompoundAssignmentOperation { OperatorMethod: var method, Type: not { TypeKind: TypeKind.Delegate } }:
                return OfCall(method);
            case IIncrementOrDecrementOperation { OperatorMethod: var method }:
                return OfCall(method);

            case IPropertyReferenceOperation { Property: var property }:
                return property.IsAutoProperty() ? Plainness.Plain : IsHarmless(property) && !GivesTask(property.OriginalDefinition.Type, property.Type) ? Plainness.Calls : Plainness.None;
            case IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } method }:
                return GivesTask(method.OriginalDefinition.ReturnType, method.ReturnType) ? Plainness.None : OfCall(method);
            case IObjectCreationOperation { Constructor: { } constructor }:
                return OfCall(constructor);
            default:
                return Plainness.None;
        }
    }

    private Plainness OfCall(IMethodSymbol? method) => method is null ? Plainness.Plain : IsHarmless(method) ? Plainness.Calls : Plainness.None;

    private bool IsHarmless(ISymbol member) => _harmless.GetOrAdd(member.OriginalDefinition, Find);

    private bool Find(ISymbol member)
    {
        if (member is IMethodSymbol method && (method.IsAsync || IsOfTasks(method.ReturnType) || method.Name is "GetResult" or "Wait") || member is IPropertySymbol { Type: var type } && IsOfTasks(type))
            return false;

        return !IsOfTasks(member.ContainingType) && (_model.Apis.Of(member) & ~Harmless) == 0;
    }

    /// <summary>What is declared as a task is known with the member; a type parameter may be one at this place.</summary>
    private static bool GivesTask(ITypeSymbol declared, ITypeSymbol here) => declared is ITypeParameterSymbol && IsOfTasks(here);

    /// <summary>True for tasks, threads, and what is made for several of them.</summary>
    private static bool IsOfTasks(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsTaskLike() || type.ContainingNamespace is { } space && IsOfTasks(space))
                return true;
        }

        return false;
    }

    private static bool IsOfTasks(INamespaceSymbol space)
    {
        for (; !space.IsGlobalNamespace; space = space.ContainingNamespace)
        {
            if (space.Name is "Threading" or "Concurrent" && space.ContainingNamespace is { Name: "System" or "Collections" })
                return true;
        }

        return false;
    }

    private static bool[] Kinds(params OperationKind[] kinds)
    {
        var found = new bool[256];
        foreach (var kind in kinds)
            found[(int)kind] = true;
        return found;
    }
}

/// <summary>How much of nothing a rule could be about a body does; the greater the less.</summary>
internal enum Plainness
{
    /// <summary>Rules may have something to say.</summary>
    None,

    /// <summary>It calls what is of no interest itself, and may lead to what is.</summary>
    Calls,

    /// <summary>It runs no other code.</summary>
    Plain,
}
