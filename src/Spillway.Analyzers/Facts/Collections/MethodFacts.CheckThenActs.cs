using System;
using System.Collections.Immutable;

namespace Spillway.Analyzers.Facts;

/// <content>Questions to concurrent collections.</content>
public sealed partial class MethodFacts
{
    private Lazy<ImmutableArray<CheckThenAct>>? _checkThenActs;

    /// <summary>The questions to concurrent collections whose answer may be out of date when this body relies on it.</summary>
    internal ImmutableArray<CheckThenAct> CheckThenActs => Once(ref _checkThenActs, CheckThenActSearch.FindIn);
}
