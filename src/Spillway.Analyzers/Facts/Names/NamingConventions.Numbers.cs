using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <content>How many there are: what somebody set up or limited is not as much as the data makes it, and only names tell it from data.</content>
internal static partial class NamingConventions
{
    private static readonly HashSet<string> Limits = new(StringComparer.OrdinalIgnoreCase) { "max", "maximum", "limit", "take", "top", "count", "size", "first" };

    /// <summary>True for the parameter of a request that limits what it returns: <c>maxCount</c>, but not <c>accountId</c>.</summary>
    public static bool IsLimit(string parameter) => HasWord(parameter, Limits);

    private static readonly string[] Settings =
        { "worker", "thread", "parallel", "degree", "concurren", "partition", "shard", "replica", "slot", "attempt", "retr", "instance", "node", "batch", "limit", "max" };

    /// <summary>True for a number that somebody sets, wherever it is kept: how many work at a time, or how often one tries.</summary>
    public static bool IsSetting(string member) => Array.Exists(Settings, word => member.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>True for a type of settings: what it holds was written by hand, and is as long as a person makes it.</summary>
    public static bool IsSettings(ITypeSymbol? type) =>
        type is { Name: var name } && (name.EndsWith("Options", StringComparison.Ordinal) || name.EndsWith("Settings", StringComparison.Ordinal) || name.EndsWith("Configuration", StringComparison.Ordinal)
            || name.EndsWith("Config", StringComparison.Ordinal) || name is "IOptionsMonitor" or "IOptionsSnapshot");

    private static readonly string[] SetUp = { "queue", "topic", "partition", "shard", "replica", "broker", "silo", "lease" };
    private static readonly string[] Plurals = { "Names", "Ids", "List", "Array", "Addresses", "Urls", "Requests" };

    /// <summary>True for a collection of what somebody set up, such as queues, or of what stands for them: <c>queueNames</c>. There are few.</summary>
    public static bool IsSetUp(string collection)
    {
        foreach (var ending in Plurals)
        {
            if (collection.Length > ending.Length && collection.EndsWith(ending, StringComparison.Ordinal))
                collection = collection.Substring(0, collection.Length - ending.Length);
        }

        return Array.Exists(SetUp, thing => collection.EndsWith(thing, StringComparison.OrdinalIgnoreCase) || collection.EndsWith(thing + "s", StringComparison.OrdinalIgnoreCase));
    }

    private static readonly (string There, string Gone)[] Presence = { ("IsSome", "IsNone"), ("IsJust", "IsNothing"), ("HasValue", "HasNoValue"), ("IsRight", "IsLeft") };

    /// <summary>True for a value that may be there or not, such as <c>Option&lt;Order&gt;</c>: each library of such types has its own, and they share no interface.</summary>
    public static bool IsOneOrNone(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeArguments.Length: > 0 } && Array.Exists(Presence, pair => IsFlag(type, pair.There) && IsFlag(type, pair.Gone));

    private static bool IsFlag(ITypeSymbol type, string property)
    {
        foreach (var member in type.GetMembers(property))
        {
            if (member is IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean })
                return true;
        }

        return false;
    }

    /// <summary>True for what cuts a sequence into batches; libraries and projects have extension methods of their own for that.</summary>
    public static bool CutsIntoBatches(string method) => method is "Chunk" or "Batch" or "Buffer" or "Partition" or "ChunkBy" or "SplitIntoChunks" or "InBatches";
}
