using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Events that are sent on one after another: those who get them may count on their order. What is sent is told by names.
/// </summary>
internal static class Publishing
{
    // A client of one's own, and the method that speaks through it.
    private const int DeepestCallee = 2;

    /// <summary>
    /// The request that sends the item itself to one and the same place, where the request or the item says that it is an event, or where a place on the network
    /// is named that is the same for all items: they may be the lines of a program, the entries of a journal.
    /// </summary>
    public static Witness? In(AwaitLoop await, FissionSearch search, IEnumerable<IOperation> requests)
    {
        if (TypeOfItem(await) is not { } type)
            return null;

        var item = new Derivation(ImmutableArray.Create<IOperation>(await.Loop.Body), search.Scope.Variables);
        foreach (var request in requests)
        {
            if (LoopIndependence.AwaitedCall(request) is { } call && (NamingConventions.IsEvent(type) || NamingConventions.SendsEvents(call.TargetMethod.Name) || IsSentTo(call, item, await.Method.Model) || IsSentByCallee(call, item, await.Method.Model, 0))
                && call.Arguments.Any(argument => Uses(argument, item)) && !call.Arguments.Any(argument => IsAddress(argument) && Uses(argument, item)))
            {
                return Witness.At(call, "whoever gets these may count on their order");
            }
        }

        return null;
    }

    private static ITypeSymbol? TypeOfItem(AwaitLoop await) =>
        await.Loop is IForEachLoopOperation { LoopControlVariable: { } variable } ? (Derivation.Declared(variable).FirstOrDefault() as ILocalSymbol)?.Type : await.Items?.ItemType;

    /// <summary>A change on the network at a place that has nothing to do with the item. A message that names whom it is for goes there first and elsewhere afterwards.</summary>
    private static bool IsSentTo(IInvocationOperation call, Derivation item, ConcurrencyModel model) =>
        (model.Apis.Of(call.TargetMethod) & (ApiFlags.Network | ApiFlags.Writes)) == (ApiFlags.Network | ApiFlags.Writes)
        && call.Arguments.Any(IsAddress)
        && (call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments[0].Value : null)) is var sender && (sender is null || item.SeedsIn(sender).IsEmpty)
        && !call.Arguments.Any(argument => IsAddressed(argument, item));

    /// <summary>The same where a method of the project does it, and nobody learns more of the answer than that it is none of a failure.</summary>
    private static bool IsSentByCallee(IInvocationOperation call, Derivation item, ConcurrencyModel model, int depth)
    {
        if (depth == DeepestCallee || model.Apis.Of(call.TargetMethod) != ApiFlags.None)
            return false;

        foreach (var target in model.Implementations.TargetsOf(call.TargetMethod))
        {
            var given = call.Arguments.Where(argument => Uses(argument, item) && argument.Parameter!.Ordinal < target.Parameters.Length).Select(argument => target.Parameters[argument.Parameter!.Ordinal]).ToList();
            var bodies = given.Count == 0 ? ImmutableArray<IOperation>.Empty : model.Summaries.BodiesOf(target);
            var passed = new Derivation(bodies, given);
            foreach (var inner in bodies.SelectMany(body => body.OwnOperations()).OfType<IInvocationOperation>())
            {
                if (inner.Arguments.Any(argument => Uses(argument, passed)) && !inner.Arguments.Any(argument => IsAddress(argument) && Uses(argument, passed))
                    && (IsSentTo(inner, passed, model) && IsOnlyAwaited(inner, bodies) || IsSentByCallee(inner, passed, model, depth + 1)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsOnlyAwaited(IInvocationOperation call, ImmutableArray<IOperation> bodies)
    {
        IOperation value = call;
        while (value.Parent is IAwaitOperation or IConversionOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } })
            value = value.Parent;
        return value.Parent is IExpressionStatementOperation or IReturnOperation || bodies.Any(body => LoopIndependence.IsOnlyChecked(value, body));
    }

    private static bool IsAddressed(IArgumentOperation argument, Derivation item) => argument.Value.DescendantsAndSelf().Any(part =>
        part.Type is { TypeKind: TypeKind.Class or TypeKind.Struct } type && !type.ContainingAssembly.IsFramework()
        && type.GetMembers().Any(member => member is IPropertySymbol && NamingConventions.IsRecipient(member.Name))
        && !item.SeedsIn(part).IsEmpty);

    private static bool Uses(IArgumentOperation argument, Derivation item) => !item.SeedsIn(argument.Value).IsEmpty;

    private static bool IsAddress(IArgumentOperation argument) =>
        argument.Parameter is { } parameter && (parameter.Type.Name == "Uri" || NamingConventions.IsAddress(parameter.Name));
}
