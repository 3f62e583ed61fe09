using System.Collections.Immutable;

namespace Spillway.Analyzers.Facts;

/// <content>Fan-outs: several tasks that are started at once.</content>
public sealed partial class MethodFacts
{
    private ImmutableArray<FanOut> _fanOuts;

    /// <summary>The places of this body that start one task for each of several items, as many as the data says.</summary>
    internal ImmutableArray<FanOut> FanOuts
    {
        get
        {
            if (_fanOuts.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref _fanOuts, new FanOutReader(this).Read());
            return _fanOuts;
        }
    }
}
