using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Events that are sent on one after another: those who get them may count on their order. What is sent is told by names, which keep us silent and never make us speak.
/// </summary>
internal static class Publishing
{
    private static readonly string[] Verbs = { "Publish", "Append", "Raise", "Emit", "Dispatch" };
    private static readonly string[] Numbers = { "Version", "Sequence", "SequenceNumber", "Revision", "EventNumber" };
    private static readonly string[] Addresses = { "uri", "url", "topic", "channel", "queue", "path", "route", "subject", "key", "exchange", "address", "stream", "to", "recipient" };

    /// <summary>The request that sends the item itself to one and the same place, where the request or the item says that it is an event.</summary>
    public static Witness? In(AwaitLoop await, IEnumerable<IOperation> requests)
    {
        if (await.Loop is not IForEachLoopOperation { LoopControlVariable: { } variable } || Derivation.Declared(variable).FirstOrDefault() is not ILocalSymbol item)
            return null;

        foreach (var request in requests)
        {
            if (LoopIndependence.AwaitedCall(request) is { } call && (IsEvent(item.Type) || Array.Exists(Verbs, verb => IsWord(call.TargetMethod.Name, verb)))
                && call.Arguments.Any(argument => Uses(argument, item)) && !call.Arguments.Any(argument => IsAddress(argument) && Uses(argument, item)))
            {
                return Witness.At(call, "whoever gets these may count on their order");
            }
        }

        return null;
    }

    // A number of its own may say which version of a format a value of the framework has, as that of an identifier does.
    private static bool IsEvent(ITypeSymbol type) =>
        type.Name.EndsWith("Event", StringComparison.Ordinal)
        || !type.ContainingAssembly.IsFramework() && type is { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.Struct } && Array.Exists(Numbers, number =>
            type.GetMembers(number).Any(member => member is IPropertySymbol { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt64 }));

    private static bool Uses(IArgumentOperation argument, ILocalSymbol item) =>
        argument.Value.DescendantsAndSelf().Any(o => o is ILocalReferenceOperation { Local: var used } && SymbolEqualityComparer.Default.Equals(used, item));

    private static bool IsAddress(IArgumentOperation argument) =>
        argument.Parameter is { } parameter && (parameter.Type.Name == "Uri" || Array.Exists(Addresses, word => parameter.Name.EndsWith(word, StringComparison.OrdinalIgnoreCase)));

    private static bool IsWord(string name, string word) =>
        name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || !char.IsLower(name[word.Length]));
}
