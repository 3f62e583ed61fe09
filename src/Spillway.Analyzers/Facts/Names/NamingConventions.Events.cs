using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <content>What is sent on in an order: those who get events may count on it, and no type says which messages are events, or whom they are for.</content>
internal static partial class NamingConventions
{
    private static readonly string[] Verbs = { "Publish", "Append", "Raise", "Emit", "Dispatch" };
    private static readonly string[] Versions = { "Version", "Sequence", "SequenceNumber", "Revision", "EventNumber" };
    private static readonly string[] Addresses = { "uri", "url", "topic", "channel", "queue", "path", "route", "subject", "key", "exchange", "address", "stream", "to", "recipient" };
    private static readonly string[] Recipients = { "To", "Recipient", "Receiver", "Address", "Phone", "Channel", "Topic" };

    /// <summary>True for a request that sends events: <c>PublishAsync</c>, but not <c>Publisher</c>.</summary>
    public static bool SendsEvents(string method) => Array.Exists(Verbs, verb => BeginsWith(method, verb));

    /// <summary>
    /// True for an event, which is called so or has a number by which it follows another one. That of a value of the framework may say which version of a format it has, as that
    /// of an identifier does.
    /// </summary>
    public static bool IsEvent(ITypeSymbol type) =>
        type.Name.EndsWith("Event", StringComparison.Ordinal)
        || !type.ContainingAssembly.IsFramework() && type is { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.Struct } && Array.Exists(Versions, number =>
            type.GetMembers(number).Any(member => member is IPropertySymbol { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt64 }));

    /// <summary>True for a parameter that says where something goes.</summary>
    public static bool IsAddress(string parameter) => Array.Exists(Addresses, word => parameter.EndsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for a property that says whom a message is for.</summary>
    public static bool IsRecipient(string property) => Array.Exists(Recipients, word => property.EndsWith(word, StringComparison.Ordinal));
}
