using System;
using System.Collections.Immutable;

namespace Spillway.Analyzers.Facts;

/// <content>Locks that keep out more than they have to.</content>
public sealed partial class MethodFacts
{
    private Lazy<ImmutableArray<SerialBody>>? _serialBodies;
    private Lazy<ImmutableArray<WholeDictionary>>? _wholeDictionaries;
    private Lazy<ImmutableArray<KeyedLoad>>? _keyedLoads;

    /// <summary>The delegates that this body runs for many items at once, and that one lock lets in one by one.</summary>
    internal ImmutableArray<SerialBody> SerialBodies => Once(ref _serialBodies, SerialBody.FindIn);

    /// <summary>The uses of concurrent dictionaries in this body that keep everybody out, and run often.</summary>
    internal ImmutableArray<WholeDictionary> WholeDictionaries => Once(ref _wholeDictionaries, WholeDictionary.FindIn);

    /// <summary>The entries of dictionaries that this body makes under a lock for all keys.</summary>
    internal ImmutableArray<KeyedLoad> KeyedLoads => Once(ref _keyedLoads, KeyedLoad.FindIn);
}
