using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <content>Databases.</content>
public sealed partial class MethodFacts
{
    private StrongBox<ImmutableArray<RepeatedCall>>? _repeatedCalls;

    /// <summary>The calls of this body that go to the database once for each item of a loop.</summary>
    internal ImmutableArray<RepeatedCall> RepeatedCalls =>
        (_repeatedCalls ??= new StrongBox<ImmutableArray<RepeatedCall>>(RepeatedCall.FindIn(this))).Value;
}
