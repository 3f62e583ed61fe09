using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Reads the effects of code: what it does to state, and what it asks of the outside, in its own words and through its callees.</summary>
internal sealed partial class EffectReader
{
    private readonly ConcurrencyModel _model;
    private readonly Trace _trace;
    private readonly SummaryRun _run;
    private readonly Effects _effects = new();
    private readonly HashSet<IOperation> _inlined = new();
    private bool _holdsPermit;
    private IOperation? _root;

    public EffectReader(ConcurrencyModel model, Trace trace, SummaryRun run)
    {
        _model = model;
        _trace = trace;
        _run = run;
    }

    public Effects Effects => _effects;

    /// <summary>Says of a stream, a writer or a reader that only this piece of code has it: the order in which it is used is its own.</summary>
    public Func<IOperation, bool>? HasAlone { get; set; }

    /// <summary>Says of an object that it is a way to a peer of its own: what is sent there, nobody else is sent.</summary>
    public Func<IOperation, bool>? IsPeer { get; set; }

    /// <summary>Adds the effects of everything below <paramref name="root"/>, without the parts in <paramref name="except"/>.</summary>
    public void Read(IOperation root, IReadOnlyCollection<IOperation>? except = null)
    {
        var isOutermost = _root is null;
        _root ??= root;
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            Patience.Check();
            var operation = pending.Pop();
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation || IsExcepted(operation, except))
                continue;

            Visit(operation);
            foreach (var child in operation.ChildOperations.Reverse())
                pending.Push(child);
        }

        if (isOutermost)
            _root = null;
    }

    private static bool IsExcepted(IOperation operation, IReadOnlyCollection<IOperation>? except)
    {
        if (except is null)
            return false;

        foreach (var one in except)
        {
            if (ReferenceEquals(one, operation))
                return true;
        }

        return false;
    }

    private void Visit(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation { Local: { IsConst: false } local }:
                if (local.RefKind == RefKind.Ref && Usage(operation) == AccessKind.Write)
                    _effects.MarkAnything(Witness.At(operation, $"what '{local.Name}' refers to is changed here"));
                Touch(operation, new Place(RootKind.Local, local, null, false), local.Name);
                break;

            case IParameterReferenceOperation { Parameter: var parameter }:
                Touch(operation, Place.Of(parameter), parameter.Name);
                break;

            case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is not null:
                Add(new Place(RootKind.Local, local, null, false), AccessKind.Write, operation, $"'{local.Name}' is set here");
                break;

            case IFieldReferenceOperation { Field: { IsConst: false } field } reference:
                TouchField(reference, field);
                break;

            case IPropertyReferenceOperation reference:
                TouchProperty(reference);
                break;

            case IArrayElementReferenceOperation { ArrayReference: var array }:
                Touch(operation, _trace.SlotOf(operation)?.Content ?? Locate(array).Content, NameOf(array));
                break;

            case IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event: var @event, Instance: var instance } }:
                Add(instance is null ? new Place(RootKind.Static, @event, null, false) : Locate(instance).Of(@event), AccessKind.Write, operation, $"'{@event.Name}' gets a handler here");
                break;

            case IForEachLoopOperation { Collection: var collection }:
                Use(collection, AccessKind.Read, collection);
                break;

            case IInvocationOperation call:
                Call(call);
                break;

            case IObjectCreationOperation { Constructor: { } constructor } creation:
                Create(creation, constructor);
                break;

            case IBinaryOperation { OperatorMethod: { } method }:
                Operator(method, operation);
                break;

            case IUnaryOperation { OperatorMethod: { } method }:
                Operator(method, operation);
                break;

            case IConversionOperation { OperatorMethod: { } method }:
                Operator(method, operation);
                break;

            case IInvalidOperation:
                _effects.MarkUnknown(Witness.At(operation, "this does not compile"));
                break;

            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicObjectCreationOperation or IDynamicIndexerAccessOperation or IFunctionPointerInvocationOperation:
                _effects.MarkUnknown(Witness.At(operation, "what runs here is decided at run time"));
                break;
        }
    }

    private void TouchField(IFieldReferenceOperation reference, IFieldSymbol field)
    {
        // What is set once, before anybody else can see the object, cannot change under us.
        if (field.IsReadOnly && Usage(reference) == AccessKind.Read)
            return;

        NoteMember(reference, field, Usage(reference));
        var place = field.IsStatic ? new Place(RootKind.Static, field, null, false) : Locate(reference.Instance).Of(field);
        Touch(reference, place, field.Name);
    }

    private void TouchProperty(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        var usage = Usage(reference);
        if (property.IsIndexer)
        {
            if (_trace.SlotOf(reference) is { } slot)
            {
                // A list keeps count of its changes: its elements are not as separate as those of an array.
                Touch(reference, slot.Content, property.Name);
                if (usage == AccessKind.Write)
                    Add(Locate(reference.Instance).Content, AccessKind.PerhapsWrite, reference, "the list is changed here");
            }
            else if (reference.Instance is { } indexed)
            {
                if (InView(property, usage))
                    Accessors(reference, property, usage);
                else
                    UseElement(indexed, usage, reference);
            }

            return;
        }

        if (InView(property, usage) && !property.IsAutoProperty())
        {
            if (property.IsAbstract)
                NoteMember(reference, property, usage);
            Accessors(reference, property, usage);
            return;
        }

        if (reference.Instance is { } instance)
        {
            // Reading a property of something that merely holds a confined object does not use that object.
            if (IsConfinedItself(instance) && !IsOwnSlot(reference))
                Use(instance, usage, reference);

            if (usage == AccessKind.Read && property.SetMethod is null or { IsInitOnly: true } && property.IsAutoProperty())
                return;

            NoteMember(reference, property, usage);
            Touch(reference, Locate(instance).Of(property), property.Name);

            // Of what the framework keeps behind one property, others may be made: 'builder.Uri' of 'builder.Query'.
            if (usage == AccessKind.Write && property.ContainingAssembly.IsFramework() && instance is not IInstanceReferenceOperation)
                Add(Locate(instance).Content, AccessKind.Write, reference, $"'{property.Name}' is changed here");
        }
        else if (usage == AccessKind.Write || property.SetMethod is { IsInitOnly: false } && !property.ContainingAssembly.IsFramework())
        {
            // What the framework lets a program set, such as a culture, is set when it starts.
            Touch(reference, new Place(RootKind.Static, property, null, false), property.Name);
        }
    }

    /// <summary>A property that a class in view only keeps a value in is a field by another name: what it holds decides, whatever the class is.</summary>
    private bool IsOwnSlot(IPropertyReferenceOperation reference) =>
        reference is { Instance: IInstanceReferenceOperation, Property: var property } && property.IsAutoProperty() && _model.Confinement.Of(property.Type).Safety != Safety.Confined;

    private void UseElement(IOperation indexed, AccessKind usage, IPropertyReferenceOperation reference)
    {
        if (usage == AccessKind.Write && IsCompound(reference))
            Use(indexed, AccessKind.Read, reference);
        Use(indexed, usage, reference);
    }

    private bool InView(IPropertySymbol property, AccessKind usage)
    {
        var accessor = usage == AccessKind.Write ? property.SetMethod ?? property.GetMethod : property.GetMethod;
        return accessor is not null && !_model.Implementations.TargetsOf(accessor).IsEmpty;
    }

    private void Accessors(IPropertyReferenceOperation reference, IPropertySymbol property, AccessKind usage)
    {
        if (usage == AccessKind.Write && property.SetMethod is { } setter)
            Enter(_model.Implementations.TargetsOf(setter), reference, parameter => ArgumentOf(reference, parameter));
        if ((usage == AccessKind.Read || IsCompound(reference)) && property.GetMethod is { } getter)
            Enter(_model.Implementations.TargetsOf(getter), reference, parameter => ArgumentOf(reference, parameter));
    }

    private Place ArgumentOf(IPropertyReferenceOperation reference, ISymbol? parameter)
    {
        if (parameter is null)
            return Locate(reference.Instance);

        foreach (var argument in reference.Arguments)
        {
            if (argument.Parameter?.Ordinal == (parameter as IParameterSymbol)?.Ordinal)
                return Locate(argument.Value);
        }

        return reference.Parent is ISimpleAssignmentOperation { Value: var value } ? Locate(value) : Place.Unknown;
    }

    private void Operator(IMethodSymbol method, IOperation operation)
    {
        var targets = _model.Implementations.TargetsOf(method);
        if (!targets.IsEmpty)
            Enter(targets, operation, _ => Place.Unknown);
    }

    private void Touch(IOperation operation, Place place, string name)
    {
        var usage = Usage(operation);
        if (usage == AccessKind.Write)
        {
            Add(place, AccessKind.Write, operation, $"'{name}' is changed here");
            if (IsCompound(operation))
                Add(place, AccessKind.Read, operation, $"'{name}' is read here");
        }
        else
        {
            Add(place, AccessKind.Read, operation, $"'{name}' is read here");
        }
    }

    private void Add(Place place, AccessKind kind, IOperation at, string label, bool changes = false)
    {
        var access = new Access(place, kind, IsGuarded(at), Witness.At(at, label), changes);
        if (access is { Kind: AccessKind.Write, Guarded: true } && !AddsUp(at))
            _effects.MarkLastWins(access.Because);
        _effects.Add(access);
    }

    private Place Locate(IOperation? expression) => _trace.Of(expression);

    private TypeSafety SafetyOf(IOperation expression)
    {
        expression = expression.Unwrapped();

        // A shared instance of an otherwise confined type has a line of its own in the catalogue.
        return expression is IMemberReferenceOperation { Member: var member } && (_model.Apis.Of(member) & ApiFlags.Shareable) != 0
            ? new TypeSafety(Safety.Shareable, "")
            : _model.Confinement.Of(expression.Type);
    }

    private bool IsConfinedItself(IOperation expression) =>
        expression.Unwrapped().Type is { } type && (_model.Apis.Of(type) & ApiFlags.Confined) != 0;

    private bool IsGuarded(IOperation operation)
    {
        if (_holdsPermit)
            return true;

        foreach (var ancestor in operation.OwnAncestors())
        {
            if (ancestor is ILockOperation)
                return true;

            // One atomic step is its own guard.
            if (ancestor is IInvocationOperation { TargetMethod.ContainingType: { Name: "Interlocked" or "Volatile", ContainingNamespace.Name: "Threading" } })
                return true;
        }

        return false;
    }

    /// <summary>True for a change that gives the same in any order: counting, adding whole numbers.</summary>
    private static bool AddsUp(IOperation target)
    {
        for (var parent = target.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IInvocationOperation { TargetMethod: { Name: "Increment" or "Decrement" or "Add" or "And" or "Or", ContainingType: { Name: "Interlocked", ContainingNamespace.Name: "Threading" } }, Parent: IExpressionStatementOperation }:
                case IIncrementOrDecrementOperation { Parent: IExpressionStatementOperation }:
                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Type.SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Decimal, Parent: IExpressionStatementOperation }:
                    return true;
                case IArgumentOperation or IMemberReferenceOperation or IArrayElementReferenceOperation:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    private static AccessKind Usage(IOperation reference) => reference.IsWritten() ? AccessKind.Write : AccessKind.Read;

    private static bool IsCompound(IOperation reference) =>
        reference.Parent is ICompoundAssignmentOperation or IIncrementOrDecrementOperation or ICoalesceAssignmentOperation
            or IArgumentOperation { Parameter.RefKind: RefKind.Ref };

    private static string NameOf(IOperation expression) => expression.Unwrapped() switch
    {
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IMemberReferenceOperation member => member.Member.Name,
        IInvocationOperation call => call.TargetMethod.Name,
        IInstanceReferenceOperation => "this",
        _ => expression.Type?.Name ?? "an object",
    };
}
