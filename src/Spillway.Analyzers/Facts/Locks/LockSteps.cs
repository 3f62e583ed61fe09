using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a single operation of a control-flow graph does to the locks that are held.</summary>
internal sealed class LockSteps
{
    private readonly LockApis _apis;
    private readonly LockNames _names;
    private readonly Failures _failures;
    private readonly Func<IMethodSymbol, ImmutableArray<HeldLock>> _netOf;
    private readonly Dictionary<SyntaxNode, LockAcquisition> _acquisitions = new();
    private readonly Dictionary<SyntaxNode, HeldLock> _releases = new();
    private readonly Dictionary<ISymbol, (LockId Lock, bool IsImplied)> _flags = new(SymbolEqualityComparer.Default);

    public LockSteps(LockApis apis, LockNames names, Failures failures, Func<IMethodSymbol, ImmutableArray<HeldLock>> netOf)
    {
        _apis = apis;
        _names = names;
        _failures = failures;
        _netOf = netOf;
    }

    /// <summary>Where locks were seen to be taken, in source order.</summary>
    public ImmutableArray<LockAcquisition> Acquisitions =>
        _acquisitions.Values.OrderBy(a => a.Taken.Site.SpanStart).ToImmutableArray();

    /// <summary>Where locks were seen to be given back.</summary>
    public ImmutableArray<HeldLock> Releases => _releases.Values.OrderBy(r => r.Site.SpanStart).ToImmutableArray();

    /// <summary>True where an exception is something that happens, not only a sign of broken code.</summary>
    public bool IsLikelyToThrow(IOperation operation) => _failures.AreLikely(operation);

    /// <summary>Remembers which variables tell whether a lock is held; to be called for all operations ahead of the flow.</summary>
    public void Expect(IOperation operation)
    {
        if (operation is IInvocationOperation call && _apis.Of(call) is { IsRelease: false, Flag: { } flag } action)
            _flags[flag] = (IdOf(action, call), call.IsImplicit);
    }

    public LockState Apply(IOperation operation, LockState state)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                return Call(call, state);

            // Some compilers give up on a lock statement over the newest type of lock, and leave its body where it stands.
            case IExpressionStatementOperation { Operation: IInvalidOperation invalid, Syntax: LockStatementSyntax statement }:
                var target = invalid.ChildOperations.FirstOrDefault();
                var entered = new HeldLock(_names.Of(target), _apis.KindOf(target?.Type) ?? LockKind.Monitor, LockMode.Exclusive, statement.Expression, true, true, statement, false);
                Note(statement.Expression, entered, state, null, target);
                return state.Acquire(entered);

            case IObjectCreationOperation { Constructor: { } constructor } creation when !constructor.IsImplicitlyDeclared:
                return Callee(constructor, creation, creation.Type, state);

            // A flag that is set by hand right after a lock was taken tells of that lock.
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Value.ConstantValue: { HasValue: true, Value: true } } when state.Entries.LastOrDefault() is { IsTaken: true, Token: SyntaxNode unflagged and not LockStatementSyntax }:
                return state.Rename(unflagged, local);

            case ISimpleAssignmentOperation { Target: var assigned, Value: var value } when !state.IsEmpty && LockApis.SymbolOf(assigned) is { } variable:
                return state.Rename(TokenOf(value), variable);

            case IFlowCaptureOperation capture when !state.IsEmpty:
                return state.Rename(TokenOf(capture.Value), capture.Id);

            case IAwaitOperation { Operation: var awaited } when !state.IsEmpty:
                return state.Rename(TokenOf(awaited), operation.Syntax);

            default:
                return state;
        }
    }

    /// <summary>What is held where <paramref name="condition"/> turns out as <paramref name="value"/>; null where the code cannot get.</summary>
    public LockState? Decide(IOperation condition, bool value, LockState state)
    {
        if (state.IsEmpty && _flags.Count == 0)
            return state;

        while (true)
        {
            condition = condition.Unwrapped();
            switch (condition)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                    (condition, value) = (operand, !value);
                    continue;

                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand.ConstantValue: { HasValue: true, Value: bool constant }, LeftOperand: var left }:
                    (condition, value) = (left, value == constant);
                    continue;

                case IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: bool constant }, LeftOperand: var left }:
                    (condition, value) = (left, value != constant);
                    continue;

                case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } }, Value: var matched }:
                    (condition, value) = (matched, value == constant);
                    continue;

                // Nothing was taken where there is nothing to dispose.
                case IIsNullOperation { Operand: var operand }:
                    return value ? state.Decide(TokenOf(operand), false) : state;

                // Some locks can be asked.
                case IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_Boolean, Name: var name }, Instance: { } asked } when _apis.KindOf(asked.Type) is not null && name.Contains("Held"):
                    return state.Decide(_names.Of(asked), !name.Contains("Read") ? LockMode.Exclusive : name.Contains("Upgrad") ? LockMode.Upgradeable : LockMode.Shared, value);
                case IInvocationOperation { TargetMethod: { Name: "IsEntered", ContainingType.Name: "Monitor" }, Arguments: { Length: 1 } arguments }:
                    return state.Decide(_names.Of(arguments[0].Value), LockMode.Exclusive, value);

                // The scope itself tells whether it holds the lock.
                case IPropertyReferenceOperation { Property.Type.SpecialType: SpecialType.System_Boolean, Instance: { } instance }:
                    return state.Decide(TokenOf(instance), value);

                default:
                    return Decide(TokenOf(condition), value, state);
            }
        }
    }

    private LockState? Decide(object token, bool value, LockState state)
    {
        if (token is not ISymbol variable || !_flags.TryGetValue(variable, out var flag))
            return state.Decide(token, value);

        // A flag that is set tells of a lock that is held, and the compiler's own flags cannot be wrong in any other way.
        var held = state.Held.Where(h => h.Lock.Equals(flag.Lock)).ToList();
        if (value && held.Count == 0 || !value && flag.IsImplied && held.Any(h => h.IsCertain))
            return null;
        return state.Decide(token, value);
    }

    /// <summary>True where an exception may come from that finds the locks as they were before.</summary>
    public bool MayThrow(IOperation operation) => operation switch
    {
        IInvocationOperation call => !IsRelease(call) && !IsOfAcquisition(call.Instance) && !IsConfiguring(call),
        IAwaitOperation { Operation: var awaited } => !IsOfAcquisition(awaited) && awaited.WithoutConfiguration() is not IInvocationOperation { TargetMethod.Name: "DisposeAsync" },
        IObjectCreationOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation or IThrowOperation
            or IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation or IDynamicObjectCreationOperation => true,
        IConversionOperation { IsImplicit: false, IsTryCast: false } conversion => conversion.OperatorMethod is not null || conversion.Conversion.IsReference && !conversion.Conversion.IsImplicit,
        IBinaryOperation { OperatorMethod: not null } => true,
        _ => false,
    };

    private LockState Call(IInvocationOperation call, LockState state)
    {
        if (_apis.Of(call) is { } action)
        {
            if (action is { IsRelease: true, Target: null })
                return Dispose(call, state) ?? state;

            var id = IdOf(action, call);
            if (!action.IsRelease)
            {
                var taken = new HeldLock(id, action.Kind, action.Mode, SiteOf(call, action), !action.MayFail, true, (object?)action.Flag ?? call.Syntax, action.IsScope);
                Note(call.Syntax, taken, state, null, _names.Behind(action.Target!) ?? action.Target);
                return state.Acquire(taken);
            }

            return Release(new HeldLock(id, action.Kind, action.Mode, call.Syntax, true, false, null, false), state);
        }

        if (call.TargetMethod.Name is "Dispose" or "DisposeAsync" && Dispose(call, state) is { } left)
            return left;
        if (IsConfiguring(call) && call.Instance is { } configured)
            return state.Rename(TokenOf(configured), call.Syntax);

        return Callee(call.TargetMethod, call, call.Type, state);
    }

    private LockId IdOf(LockAction action, IInvocationOperation call)
    {
        var id = _names.Of(action.Target);

        // A lock with a key is as many locks as there are keys.
        return action.Kind == LockKind.Async && call.TargetMethod.ContainingType.IsGenericType && call.Arguments.FirstOrDefault()?.Value is { } key
            ? id.At(_names.KeyOf(key))
            : id;
    }

    private LockState? Dispose(IInvocationOperation call, LockState state)
    {
        if (call.Instance is null)
            return null;

        var left = state.Dispose(TokenOf(call.Instance));
        return ReferenceEquals(left, state) ? null : left;
    }

    /// <summary>What a callee in source takes and keeps, or gives back, in the caller's words.</summary>
    private LockState Callee(IMethodSymbol method, IOperation call, ITypeSymbol? result, LockState state)
    {
        foreach (var net in _netOf(method))
        {
            var id = _names.InCaller(net.Lock, method, call);
            if (id is null)
                continue;

            if (!net.IsTaken)
            {
                if (net.IsCertain)
                    state = Release(net with { Lock = id, Site = call.Syntax }, state);
                continue;
            }

            var type = result.AwaitedResult() ?? result;
            var taken = net with { Lock = id, Site = call.Syntax, Token = call.Syntax, IsScope = type is not null && LockApis.IsScope(type) };
            Note(call.Syntax, taken, state, method, null);
            state = state.Acquire(taken);
        }

        return state;
    }

    private void Note(SyntaxNode call, HeldLock taken, LockState before, IMethodSymbol? via, IOperation? target) =>
        _acquisitions[call] = new LockAcquisition(taken, _acquisitions.TryGetValue(call, out var known) ? known.Before.Join(before) : before, via, target);

    private LockState Release(HeldLock released, LockState state)
    {
        if (released.Site.Parent is not LockStatementSyntax)
            _releases[released.Site] = released;
        return state.Release(released);
    }

    // The call of a lock statement is implied; what one sees is the expression.
    private static SyntaxNode SiteOf(IInvocationOperation call, LockAction action) =>
        call.IsImplicit ? action.Target!.Syntax : call.Syntax;

    private static object TokenOf(IOperation value)
    {
        value = value.Unwrapped();
        return value is IFlowCaptureReferenceOperation { Id: var id } ? id : (object?)LockApis.SymbolOf(value) ?? value.Syntax;
    }

    private bool IsRelease(IInvocationOperation call) =>
        call.IsImplicit || call.TargetMethod.Name is "Dispose" or "DisposeAsync" || _apis.Of(call) is { IsRelease: true }
        || _netOf(call.TargetMethod).Any(net => !net.IsTaken);

    private bool IsOfAcquisition(IOperation? operation)
    {
        for (var current = operation?.Unwrapped(); current is not null; current = (current as IInvocationOperation)?.Instance?.Unwrapped())
        {
            if (current is IInvocationOperation call && (_apis.Of(call) is { IsRelease: false } || !_netOf(call.TargetMethod).IsEmpty))
                return true;
        }

        return false;
    }

    /// <summary>True for calls whose result stands for the same task or scope.</summary>
    private static bool IsConfiguring(IInvocationOperation call) =>
        call.TargetMethod.Name is "ConfigureAwait" or "AsTask" or "GetAwaiter" or "GetResult" && call.TargetMethod.ContainingAssembly.IsFramework();
}
