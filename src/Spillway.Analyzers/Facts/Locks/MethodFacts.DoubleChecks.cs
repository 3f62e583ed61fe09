using System;
using System.Collections.Immutable;

namespace Spillway.Analyzers.Facts;

/// <content>What is asked without a lock and again under it.</content>
public sealed partial class MethodFacts
{
    private Lazy<ImmutableArray<DoubleCheck>>? _doubleChecks;

    /// <summary>The checks without a lock in this body that lack something.</summary>
    internal ImmutableArray<DoubleCheck> DoubleChecks => Once(ref _doubleChecks, DoubleCheckSearch.FindIn);
}
