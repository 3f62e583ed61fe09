using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Which members of which objects are read and set.</content>
internal sealed partial class EffectReader
{
    // Nobody reaches an object over more steps than this.
    private const int LongestWay = 12;

    /// <summary>What an expression tree names is a column: the objects at hand are not looked at.</summary>
    private bool _isDescribed;

    /// <summary>The object behind <paramref name="expression"/>, as far as its place is known.</summary>
    public static Place HolderIn(IOperation expression, Trace trace, ConcurrencyModel model, SummaryRun run) => new EffectReader(model, trace, run).HolderOf(expression, 0);

    private void NoteMember(IMemberReferenceOperation reference, ISymbol member, AccessKind usage)
    {
        if (_isDescribed || reference.Instance is not { } instance || member.ContainingAssembly.IsFramework())
            return;

        var holder = HolderOf(instance, 0);

        // A value in a variable is a copy.
        if (holder.Kind == RootKind.Fresh || instance.Type is { IsValueType: true } && holder is { Kind: RootKind.Local or RootKind.Parameter, Member: null, Below: false })
            return;

        if (usage == AccessKind.Write)
            Note(isWrite: true, "changed");
        if (usage == AccessKind.Read || IsCompound(reference))
            Note(isWrite: false, "read");

        void Note(bool isWrite, string what) =>
            _effects.Add(new MemberUse(holder, instance.Type, member.OriginalDefinition, isWrite, Witness.At(reference, $"'{member.Name}' is {what} here")));
    }

    /// <summary>Adds the members that a callee reads and sets, in the caller's words.</summary>
    private void NoteMembers(Effects callee, IMethodSymbol target, IOperation at, Func<IParameterSymbol?, Place> argument)
    {
        if (_isDescribed)
            return;

        foreach (var use in callee.Members)
        {
            var isArgument = use.Holder is { Kind: RootKind.Parameter, Root: IParameterSymbol, Member: null, Below: false } && SymbolEqualityComparer.Default.Equals(use.Holder.Root!.ContainingSymbol.OriginalDefinition, target.OriginalDefinition);
            var holder = isArgument ? argument((IParameterSymbol)use.Holder.Root!) : Summary.Translate(use.Holder, target, argument);
            holder = Given(holder, at, 0);
            if (holder.Kind != RootKind.Fresh)
                _effects.Add(use with { Holder = holder });
        }
    }

    /// <summary>The object behind <paramref name="expression"/>: copies of a collection hold the same objects as the collection.</summary>
    private Place HolderOf(IOperation expression, int depth)
    {
        expression = expression.Unwrapped();
        if (depth > LongestWay || _trace.SlotOf(expression) is not null)
            return Locate(expression);

        depth++;
        switch (expression)
        {
            case IConditionalAccessInstanceOperation instance when instance.Receiver() is { } receiver:
                return HolderOf(receiver, depth);

            case IConditionalAccessOperation { WhenNotNull: var member }:
                return HolderOf(member, depth);

            case IFieldReferenceOperation { Field: { IsStatic: false } field, Instance: { } instance }:
                return HolderOf(instance, depth).Of(field);

            case IPropertyReferenceOperation { Property: { IsStatic: false, IsIndexer: false } property, Instance: { } instance }:
                return HolderOf(instance, depth).Of(property);

            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance }:
                return HolderOf(instance, depth).Content;

            case IArrayElementReferenceOperation { ArrayReference: var array }:
                return HolderOf(array, depth).Content;

            case IInvocationOperation call when (_model.Apis.Of(call.TargetMethod) & ApiFlags.Io) == 0 && call.TargetMethod.ContainingAssembly.IsFramework() && OwnerOf(call) is { } owner:
                return HolderOf(owner, depth).Content;

            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput }:
                return InputOf(expression) is { } input ? HolderOf(input, depth) : Place.Fresh;

            case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second }:
                return EitherOf(HolderOf(first, depth), HolderOf(second, depth));

            case ICoalesceOperation { Value: var first, WhenNull: var second }:
                return EitherOf(HolderOf(first, depth), HolderOf(second, depth));

            case ILocalReferenceOperation { Local: var local } when !local.Type.IsValueType && !_trace.Stops(local) && _trace.ValuesOf(local) is { Count: 1 } values && values[0] is { } value:
                var held = HolderOf(value, depth);
                return held.Kind == RootKind.Fresh ? new Place(RootKind.Local, local, null, false) : held;

            default:
                return Given(Locate(expression), expression, depth);
        }
    }

    /// <summary>What the pattern around a property is about.</summary>
    private static IOperation? InputOf(IOperation inPattern)
    {
        for (IOperation? child = inPattern, around = inPattern.Parent; around is not null; child = around, around = around.Parent)
        {
            switch (around)
            {
                case IPropertySubpatternOperation { Member: var member } when !ReferenceEquals(member, child):
                    return member;
                case IIsPatternOperation match:
                    return match.Value;
                case ISwitchOperation choice:
                    return choice.Value;
                case ISwitchExpressionOperation choice:
                    return choice.Value;
            }
        }

        return null;
    }

    private static Place EitherOf(Place first, Place second) =>
        first.Kind == RootKind.Fresh || first == second ? second : second.Kind == RootKind.Fresh ? first : Place.Unknown;

    /// <summary>What a framework's operator passes to a lambda is an element of what it goes through; of other parameters of lambdas we know nothing.</summary>
    private Place Given(Place place, IOperation at, int depth)
    {
        if (place is not { Kind: RootKind.Parameter, Root: IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } function } })
            return place;

        for (var around = at.Parent; around is not null; around = around.Parent)
        {
            if (around is not IAnonymousFunctionOperation { Symbol: var symbol } || !SymbolEqualityComparer.Default.Equals(symbol, function))
                continue;
            if (around.Parent is not IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } } || !call.TargetMethod.ContainingAssembly.IsFramework() || OwnerOf(call) is not { } owner)
                break;

            var whole = HolderOf(owner, depth + 1);
            return place is { Member: null, Below: false } ? whole : whole.Content;
        }

        return Place.Unknown;
    }

    /// <summary>What a member of the framework, or an extension, works on.</summary>
    private static IOperation? OwnerOf(IInvocationOperation call)
    {
        if (call.Instance is { } instance)
            return instance;

        var first = call.Arguments.IsEmpty ? null : call.Arguments[0].Value.Unwrapped();
        return first is null or IDelegateCreationOperation or IAnonymousFunctionOperation ? null : first;
    }
}
