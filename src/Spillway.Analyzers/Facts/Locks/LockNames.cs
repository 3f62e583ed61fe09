using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Which lock does an expression stand for? Other names for the same object are followed. For one body of code.</summary>
internal sealed class LockNames
{
    private const int LongestPath = 6;

    private readonly Provenance _provenance;
    private readonly Dictionary<CaptureId, IOperation?> _captured = new();

    public LockNames(Provenance provenance) => _provenance = provenance;

    /// <summary>Remembers what a value of the control-flow graph stands for.</summary>
    public void Capture(IFlowCaptureOperation capture) =>
        _captured[capture.Id] = _captured.TryGetValue(capture.Id, out var known) && known?.Syntax != capture.Value.Syntax ? null : capture.Value;

    /// <summary>The expression behind a value of the control-flow graph.</summary>
    public IOperation? Behind(IOperation operation)
    {
        for (var i = 0; i < LongestPath; i++)
        {
            operation = operation.Unwrapped();
            if (operation is not IFlowCaptureReferenceOperation { Id: var id })
                return operation;
            if (!_captured.TryGetValue(id, out var value) || value is null)
                return null;
            operation = value;
        }

        return null;
    }

    public LockId Of(IOperation? expression) => Of(expression, 0);

    /// <summary>The caller's name for a lock of <paramref name="callee"/>; null where it has none.</summary>
    public LockId? InCaller(LockId id, IMethodSymbol callee, IOperation call)
    {
        var (instance, arguments) = call switch
        {
            IInvocationOperation invocation => (invocation.Instance, invocation.Arguments),
            IPropertyReferenceOperation property => (property.Instance, property.Arguments),
            IObjectCreationOperation creation => (null, creation.Arguments),
            _ => (null, ImmutableArray<IArgumentOperation>.Empty),
        };
        return id.From(start => start.Root switch
        {
            LockRoot.This when callee.MethodKind == MethodKind.LocalFunction => start,
            LockRoot.This when call is IObjectCreationOperation => new LockId(LockRoot.Fresh, null, null, call.Syntax),
            LockRoot.This => instance is null ? start : Of(instance),
            LockRoot.Parameter => arguments.FirstOrDefault(a => a.Parameter?.Ordinal == ((IParameterSymbol)start.Symbol!).Ordinal
                && SymbolEqualityComparer.Default.Equals(start.Symbol.ContainingSymbol?.OriginalDefinition, callee.OriginalDefinition)) is { } argument ? Of(argument.Value) : callee.MethodKind == MethodKind.LocalFunction ? start : null,
            LockRoot.Unknown when start.Key is ITypeSymbol => start,
            LockRoot.Local or LockRoot.Fresh or LockRoot.Unknown => callee.MethodKind == MethodKind.LocalFunction ? start : null,
            _ => start,
        });
    }

    /// <summary>True for a lock of an object that this code makes: nobody else has it, unless it was given away.</summary>
    public bool IsMadeHere(LockId id) => id.Start switch
    {
        { Root: LockRoot.Fresh } => true,
        { Root: LockRoot.Local, Symbol: ILocalSymbol local } => _provenance.ValuesOf(local) is { Count: > 0 } values && values.All(value => value?.Unwrapped() is IObjectCreationOperation),
        _ => false,
    };

    private LockId Of(IOperation? expression, int depth)
    {
        var syntax = expression?.Syntax;
        expression = expression is null ? null : Behind(expression);
        if (expression is null || depth > LongestPath)
            return new LockId(LockRoot.Unknown, null, null, syntax);

        switch (expression)
        {
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return LockId.This;

            case IFieldReferenceOperation { Field: { IsStatic: true } field }:
                return new LockId(LockRoot.Static, field.OriginalDefinition, null, null);

            case IFieldReferenceOperation { Field: var field, Instance: var instance }:
                return Of(instance, depth + 1).Of(field);

            case IPropertyReferenceOperation { Property: { IsIndexer: true }, Instance: var instance, Arguments: var arguments }:
                return Of(instance, depth + 1).At(KeyOf(arguments.FirstOrDefault()?.Value));

            case IPropertyReferenceOperation { Property: var property, Instance: var instance }:
                return OfProperty(property, instance, depth);

            case IArrayElementReferenceOperation { ArrayReference: var array, Indices: var indices }:
                return Of(array, depth + 1).At(KeyOf(indices.FirstOrDefault()));

            case IParameterReferenceOperation { Parameter: var parameter }:
                return Place.Of(parameter) is { Kind: RootKind.This } ? LockId.This.Of(parameter) : new LockId(LockRoot.Parameter, parameter, null, null);

            case ILocalReferenceOperation { Local: var local }:
                return OfLocal(local, depth);

            case ITypeOfOperation { TypeOperand: var type }:
                return new LockId(LockRoot.Type, type.OriginalDefinition, null, null);

            case { Type.SpecialType: SpecialType.System_String, ConstantValue: { HasValue: true, Value: string text } }:
                return new LockId(LockRoot.Text, null, null, text);

            case IObjectCreationOperation or IArrayCreationOperation:
                return new LockId(LockRoot.Fresh, null, null, expression.Syntax);

            // What is put in where nothing was is what is there from then on.
            case ICoalesceOperation { Value: var value }:
                return Of(value, depth + 1);
            case ICoalesceAssignmentOperation { Target: var target }:
                return Of(target, depth + 1);
            case IAwaitOperation { Operation: var awaited }:
                return Of(awaited, depth + 1);

            case IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "GetOrCreateValue" or "GetOrCreate" or "GetValue" or "GetValueOrDefault", Instance: { } map, Arguments: { Length: > 0 } arguments }:
                return Of(map, depth + 1).At(KeyOf(arguments[0].Value));

            default:
                return new LockId(LockRoot.Unknown, null, null, expression.Syntax);
        }
    }

    private LockId OfProperty(IPropertySymbol property, IOperation? instance, int depth)
    {
        var owner = property.IsStatic ? null : Of(instance, depth + 1);
        ISymbol member = BackingOf(property) ?? property;
        return owner is null ? new LockId(LockRoot.Static, member.OriginalDefinition, null, null) : owner.Of(member);
    }

    /// <summary>The field that a property does nothing but give out.</summary>
    private static ISymbol? BackingOf(IPropertySymbol property)
    {
        if (property.IsVirtual || property.IsOverride || property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not PropertyDeclarationSyntax declaration)
            return null;

        var expression = declaration.ExpressionBody?.Expression
            ?? declaration.AccessorList?.Accessors.Where(a => a.Keyword.ValueText == "get")
                .Select(a => a.ExpressionBody?.Expression ?? (a.Body?.Statements.Count == 1 && a.Body.Statements[0] is ReturnStatementSyntax { Expression: var returned } ? returned : null))
                .FirstOrDefault();
        var name = expression switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax identifier } => identifier.Identifier.ValueText,
            _ => null,
        };
        return name is null ? null : property.ContainingType.GetMembers(name).OfType<IFieldSymbol>().FirstOrDefault(field => field.IsStatic == property.IsStatic);
    }

    private LockId OfLocal(ILocalSymbol local, int depth)
    {
        var itself = new LockId(LockRoot.Local, local, null, null);
        var values = _provenance.ValuesOf(local);
        if (values.Count != 1 || values[0] is not { } value || local.IsForEach || !IsInitialiser(value, local))
            return itself;

        var other = Of(value, depth + 1);
        return other.Root is LockRoot.Unknown or LockRoot.Fresh ? itself : other;
    }

    /// <summary>True when the value is what the variable is set to, not what an out parameter is filled from.</summary>
    private static bool IsInitialiser(IOperation value, ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var initial }
        && initial.Span.Contains(value.Syntax.Span);

    /// <summary>What chooses one of many: a variable, a constant, or else the expression itself.</summary>
    public object? KeyOf(IOperation? key)
    {
        var behind = key is null ? null : Behind(key);
        return behind switch
        {
            { ConstantValue: { HasValue: true, Value: var constant } } => constant,
            ILocalReferenceOperation { Local: var local } => local,
            IParameterReferenceOperation { Parameter: var parameter } => parameter,
            IFieldReferenceOperation { Field: { IsReadOnly: true } field } => field,
            _ => key?.Syntax,
        };
    }
}
