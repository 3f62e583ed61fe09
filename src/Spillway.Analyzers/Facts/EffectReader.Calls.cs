using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>What a call does: from the catalogue, from the callee's source, or from what the framework promises.</content>
internal sealed partial class EffectReader
{
    private const ApiFlags Places = ApiFlags.Network | ApiFlags.Disk | ApiFlags.Database | ApiFlags.Queue | ApiFlags.Process;

    private void Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            InvokeDelegate(call);
            return;
        }

        if ((method.ReturnsByRef && Usage(call) == AccessKind.Write) || (method.ReturnsByRef && call.Parent is IVariableInitializerOperation))
            _effects.MarkAnything(Witness.At(call, $"what '{method.Name}' refers to may be changed here"));

        var flags = _model.Apis.Of(method);
        Mark(call, method, flags);

        var targets = TargetsOf(call);
        if (flags == ApiFlags.None && !targets.IsEmpty && !method.OnlyLogs())
        {
            Enter(targets, call, parameter => Summary.ArgumentOf(call, parameter, Locate));
            return;
        }

        var isKnown = flags != ApiFlags.None || method.OnlyLogs() || method.ContainingAssembly.IsFramework();
        if (!isKnown)
            _effects.MarkUnknown(Witness.At(call, $"what '{method.WithType()}' does is not in view"));

        if (call.Instance is { } receiver)
            Use(receiver, !isKnown ? AccessKind.PerhapsWrite : (flags & (ApiFlags.Pure | ApiFlags.ReadsReceiver)) != 0 ? AccessKind.Read : AccessKind.Write, call);

        // Safe to call from many threads, and still felt by everybody who looks at the object: cancelling a source is.
        if ((flags & (ApiFlags.Local | ApiFlags.Fresh)) == ApiFlags.Local && call.Instance is { } changed && SafetyOf(changed).Safety == Safety.Shareable)
        {
            // A bag keeps no order; whatever else is changed has a first and a last one.
            if (method.ContainingType is not { Name: "ConcurrentBag" })
                _effects.MarkLastWins(Witness.At(call, $"'{NameOf(changed)}' is changed here"));
            _effects.Add(new Access(Locate(changed).Content, AccessKind.Write, Guarded: true, Witness.At(call, $"'{NameOf(changed)}' is changed here")));
        }

        var changes = (flags & (ApiFlags.Pure | ApiFlags.ReadsReceiver)) == 0 && !method.OnlyLogs();
        foreach (var argument in call.Arguments)
            Pass(argument, isKnown, changes);
    }

    private ImmutableArray<IMethodSymbol> TargetsOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var targets = _model.Implementations.TargetsOf(method);

        // 'base.M()' and calls on the exact type reach one body only.
        return call.IsVirtual || !targets.Contains(method.OriginalDefinition) ? targets : ImmutableArray.Create(method.OriginalDefinition);
    }

    private void Mark(IInvocationOperation call, IMethodSymbol method, ApiFlags flags)
    {
        if (flags == ApiFlags.None)
            return;

        var name = method.WithType();
        if ((flags & ApiFlags.Io) != 0 && !IsInMemory(call, flags) && !GatheredCalls.Has(call, _model))
        {
            var io = Witness.At(call, $"'{name}' reaches {Outside(flags)}");
            MarkOutside(flags, call, io);
            if (_holdsPermit)
                _effects.MarkSerialised(io);

            var through = call.Instance is { } instance ? Locate(instance) : new Place(RootKind.Static, method.ContainingType, null, false);
            Add(through.Content, (flags & ApiFlags.Reads) != 0 ? AccessKind.AsksOutside : AccessKind.ChangesOutside, call, io.Label);
        }

        // What is asked once and then remembered gains nothing from being asked eight times at once.
        if ((flags & ApiFlags.Cache) != 0 && call.Arguments.Any(argument => argument.Value.Unwrapped() is { ConstantValue.HasValue: true, Type.SpecialType: SpecialType.System_String }))
            _effects.MarkUnknown(Witness.At(call, $"'{name}' may answer from a cache"));

        // Other programs compete for more than we can see: prompts, locks, memory.
        if ((flags & ApiFlags.Process) != 0)
            _effects.MarkUnknown(Witness.At(call, $"'{name}' depends on another process"));

        if (((flags & ApiFlags.Ordered) != 0 && !IsAlone(call)) || ReplacesSame(call, method, flags))
            _effects.MarkOrdered(Witness.At(call, $"the order of '{name}' calls can be seen afterwards"));
        if ((flags & ApiFlags.Delay) != 0)
            MarkDelay(call, Witness.At(call, $"'{name}' waits for time to pass"));
        if ((flags & ApiFlags.Pump) != 0)
            _effects.MarkPump(Witness.At(call, $"'{name}' waits for the next item"));

        if ((flags & ApiFlags.Acquires) != 0)
        {
            _effects.MarkAcquires(Witness.At(call, $"'{name}' takes a permit"));
            _holdsPermit = true;
        }

        if ((flags & ApiFlags.Releases) != 0)
            _holdsPermit = false;
    }

    /// <summary>
    /// A wait that each run comes to before it asks anything outside is a pace; so is one with a permit in hand, whether it is needed this time or not. What waits before it tries again does not.
    /// </summary>
    private void MarkDelay(IInvocationOperation call, Witness because)
    {
        _effects.MarkDelay(because);
        if (_effects.Io is null && (call.Type?.SpecialType == SpecialType.System_Void || call.Parent is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }) && IsEachTime(call, _holdsPermit))
            _effects.MarkPace(because);
    }

    /// <summary>True for what every run of this code comes to; or <paramref name="mayDepend"/> on a condition, but neither follows a failure nor is repeated.</summary>
    private bool IsEachTime(IOperation operation, bool mayDepend)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (ReferenceEquals(child, _root))
                break;
            if (mayDepend ? around is ICatchClauseOperation or ILoopOperation : !around.EvaluatesOnce(child))
                return false;
            child = around;
        }

        return true;
    }

    /// <summary>True for a call on an object that nobody else has, with arguments of which the same is true, or which are values.</summary>
    private bool IsAlone(IInvocationOperation call) =>
        HasAlone is { } hasAlone && call.Instance is { } receiver && (IsPeer?.Invoke(receiver) == true || hasAlone(receiver)
        && call.Arguments.All(argument => argument.Value.Unwrapped() is var value && (SafetyOf(value).Safety is Safety.Immutable or Safety.Collection || hasAlone(value))));

    /// <summary>A request that replaces what stands at one and the same address: what the last one puts there stays.</summary>
    private static bool ReplacesSame(IInvocationOperation call, IMethodSymbol method, ApiFlags flags) =>
        (flags & (ApiFlags.Network | ApiFlags.Writes)) == (ApiFlags.Network | ApiFlags.Writes)
        && NamingConventions.Replaces(method.Name)
        && call.Arguments.Any(argument => argument.Parameter?.Type.SpecialType == SpecialType.System_String && argument.Value.Unwrapped().ConstantValue is { HasValue: true, Value: string });

    private void MarkOutside(ApiFlags flags, IInvocationOperation? call, Witness io)
    {
        _effects.MarkIo(io);
        if ((flags & ApiFlags.Save) != 0)
            _effects.MarkSaves(io);
        else if ((flags & ApiFlags.Disk) == 0 && !((flags & Places) == 0 && call is not null && new Medium(_model).Of(call) == BlockKind.Disk))
            _effects.MarkRemote(io);
    }

    /// <summary>What works on whatever it is given reaches nothing where that is a buffer or a resource of the program.</summary>
    private bool IsInMemory(IInvocationOperation call, ApiFlags flags) =>
        (flags & Places) == 0
        && new Medium(_model).Of(call) == BlockKind.None;

    private static string Outside(ApiFlags flags) =>
        (flags & ApiFlags.Network) != 0 ? "the network"
        : (flags & ApiFlags.Disk) != 0 ? "the disk"
        : (flags & (ApiFlags.Database | ApiFlags.Query | ApiFlags.Save)) != 0 ? "the database"
        : (flags & ApiFlags.Queue) != 0 ? "a queue"
        : (flags & ApiFlags.Process) != 0 ? "another process"
        : "the outside";

    /// <summary>A member of <paramref name="receiver"/> is used, of which the body is not in view.</summary>
    private void Use(IOperation receiver, AccessKind usage, IOperation at)
    {
        var safety = SafetyOf(receiver);
        var name = NameOf(receiver);
        switch (safety.Safety)
        {
            case Safety.Confined when usage == AccessKind.PerhapsWrite || IsConfinedItself(receiver):
                Add(Locate(receiver).Content, AccessKind.Confined, at, Confined(name, safety), changes: usage != AccessKind.Read);
                break;
            case Safety.Shareable when usage == AccessKind.Write && at is IPropertyReferenceOperation:
                _effects.MarkLastWins(Witness.At(at, $"'{name}' is changed here"));
                break;
            case Safety.Shareable or Safety.Immutable:
                break;
            default:
                Add(Locate(receiver).Content, usage, at, usage == AccessKind.Read ? $"'{name}' is read here" : $"'{name}' is changed here");
                break;
        }
    }

    private static string Confined(string name, TypeSafety safety) =>
        name == safety.Through ? $"'{name}' is not safe for concurrent use" : $"'{name}' ({safety.Through}) is not safe for concurrent use";

    private void Pass(IArgumentOperation argument, bool isKnown, bool changes = false)
    {
        var value = argument.Value.Unwrapped();

        // An expression tree is data: what it describes runs somewhere else, and later. Queries name what they ask for in one, and do ask.
        if (!isKnown && IsTree(argument.Parameter?.Type))
            return;

        if (value is IAnonymousFunctionOperation || (value.Type is { TypeKind: TypeKind.Delegate } && value.ConstantValue is not { HasValue: true, Value: null }))
        {
            var wasDescribed = _isDescribed;
            _isDescribed |= IsTree(argument.Parameter?.Type);
            Run(value, Witness.At(argument, "the delegate that is passed here is not in view"));
            _isDescribed = wasDescribed;
            return;
        }

        var safety = SafetyOf(value);
        if (safety.Safety is Safety.Immutable or Safety.Shareable || value is ILiteralOperation)
            return;

        var place = Locate(value).Content;
        if (safety.Safety == Safety.Confined && (!isKnown || IsConfinedItself(value)))
            Add(place, AccessKind.Confined, argument, Confined(NameOf(value), safety), changes);
        else
            Add(place, AccessKind.Read, argument, $"'{NameOf(value)}' is passed on here");

        // What an unknown callee does with what it gets may be anything.
        if (!isKnown)
            Add(place, AccessKind.PerhapsWrite, argument, $"'{NameOf(value)}' is passed to code out of view");
    }

    private static bool IsTree(ITypeSymbol? type) => type is { Name: "Expression", ContainingNamespace: { Name: "Expressions", ContainingNamespace.Name: "Linq" } };

    private void InvokeDelegate(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
            Pass(argument, isKnown: true);

        Run(call.Instance, Witness.At(call, "the delegate that runs here is not in view"));
    }

    /// <summary>Adds what the delegate behind <paramref name="expression"/> does; a parameter's delegate is for the caller to know.</summary>
    private void Run(IOperation? expression, Witness because)
    {
        switch (expression?.Unwrapped())
        {
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda }:
                Inline(lambda.Body);
                break;

            case IAnonymousFunctionOperation lambda:
                Inline(lambda.Body);
                break;

            case IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } reference }:
                InvokeGroup(method, reference);
                break;

            case ILocalReferenceOperation { Local: var local } when _trace.FunctionIn(local) is { } lambda:
                Inline(lambda.Body);
                break;

            case IParameterReferenceOperation { Parameter: var parameter }:
                _effects.MarkInvoked(parameter, because);
                break;

            default:
                _effects.MarkUnknown(because);
                _effects.MarkAnything(because);
                break;
        }
    }

    private void InvokeGroup(IMethodSymbol method, IMethodReferenceOperation reference)
    {
        var targets = _model.Implementations.TargetsOf(method);
        if (!targets.IsEmpty)
            Enter(targets, reference, parameter => parameter is null ? Locate(reference.Instance) : Place.Unknown);
        else if (_model.Apis.Of(method) is var flags && flags != ApiFlags.None)
            MarkGroup(method, reference, flags);
        else if (!method.ContainingAssembly.IsFramework())
            _effects.MarkUnknown(Witness.At(reference, $"what '{method.Name}' does is not in view"));
    }

    /// <summary>What the catalogue says of a method that is handed over holds when it is called.</summary>
    private void MarkGroup(IMethodSymbol method, IMethodReferenceOperation reference, ApiFlags flags)
    {
        if ((flags & ApiFlags.Io) != 0)
        {
            var io = Witness.At(reference, $"'{method.WithType()}' reaches {Outside(flags)}");
            MarkOutside(flags, null, io);
            var through = reference.Instance is { } instance ? Locate(instance) : new Place(RootKind.Static, method.ContainingType, null, false);
            Add(through.Content, (flags & ApiFlags.Reads) != 0 ? AccessKind.AsksOutside : AccessKind.ChangesOutside, reference, io.Label);
        }

        if ((flags & ApiFlags.Ordered) != 0)
            _effects.MarkOrdered(Witness.At(reference, $"the order of '{method.Name}' calls can be seen afterwards"));
        if (reference.Instance is { } receiver)
            Use(receiver, (flags & (ApiFlags.Pure | ApiFlags.ReadsReceiver)) != 0 ? AccessKind.Read : AccessKind.Write, reference);
    }

    private void Inline(IOperation body)
    {
        if (_inlined.Add(body))
            Read(body);
    }

    private void Create(IObjectCreationOperation creation, IMethodSymbol constructor)
    {
        var targets = constructor.IsImplicitlyDeclared || constructor.IsPrimaryConstructor()
            ? ImmutableArray<IMethodSymbol>.Empty
            : _model.Implementations.TargetsOf(constructor);
        if (!targets.IsEmpty)
        {
            Enter(targets, creation, parameter => parameter is null ? Place.Fresh : Summary.ArgumentOf(creation.Arguments, parameter, Locate));
            return;
        }

        // A constructor keeps its arguments; it does not use them yet. What is done to them before is there when the object is used.
        foreach (var argument in creation.Arguments)
        {
            if (SafetyOf(argument.Value).Safety != Safety.Confined)
                Pass(argument, isKnown: true);
            else
                Add(Locate(argument.Value).Content, AccessKind.Read, argument, $"'{NameOf(argument.Value)}' is kept here");
        }
    }

    /// <summary>Adds what the callee does, in the caller's words.</summary>
    private void Enter(ImmutableArray<IMethodSymbol> targets, IOperation at, Func<IParameterSymbol?, Place> argument)
    {
        var isFirst = _effects.Io is null;
        foreach (var target in targets)
        {
            var summary = _model.Summaries.Of(target, _run);
            if (isFirst && summary.Effects.Pace is { } pace && IsEachTime(at, mayDepend: false))
                _effects.MarkPace(pace);
            var isGuarded = IsGuarded(at);
            foreach (var access in summary.Effects.Accesses)
            {
                var place = Summary.Translate(access.Place, target, argument);
                if (place.Kind == RootKind.Fresh)
                {
                    if (access.Kind is not (AccessKind.AsksOutside or AccessKind.ChangesOutside))
                        continue;

                    // A client that is made for each call still talks to the service that its class stands for.
                    place = new Place(RootKind.Static, target.ContainingType, null, true);
                }

                if (isGuarded && access is { Kind: AccessKind.Write, Guarded: false })
                    _effects.MarkLastWins(access.Because);
                _effects.Add(access with { Place = place, Guarded = access.Guarded || isGuarded });
            }

            NoteMembers(summary.Effects, target, at, argument);
            foreach (var (parameter, because) in summary.Effects.Invoked)
            {
                if (SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, target.OriginalDefinition))
                    Run(ArgumentFor(at, parameter), because);
                else
                    _effects.MarkInvoked(parameter, because);
            }

            _effects.IncludeMarks(summary.Effects);
            if (_holdsPermit && summary.Effects.Io is { } io)
                _effects.MarkSerialised(io);
        }
    }

    private static IOperation? ArgumentFor(IOperation call, IParameterSymbol parameter)
    {
        var arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == parameter.Ordinal)
                return argument.Value;
        }

        return null;
    }
}
