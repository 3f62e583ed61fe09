using System.Collections.Immutable;
using System.Linq;

namespace Spillway.Analyzers.Facts;

/// <content>Threads, queues and recursions without a bound.</content>
public sealed partial class MethodFacts
{
    private ImmutableArray<RecursiveFanOutPlace> _recursiveFanOuts;

    /// <summary>The threads that this body makes again and again.</summary>
    internal ImmutableArray<NewThread> NewThreads => NewThreadReader.Read(this);

    /// <summary>The queues without a bound that this body makes and that somebody in view writes to.</summary>
    internal ImmutableArray<UnboundedQueuePlace> UnboundedQueues => new UnboundedQueueReader(this).Read();

    /// <summary>The fan-outs of this body over the method itself.</summary>
    internal ImmutableArray<RecursiveFanOutPlace> RecursiveFanOuts
    {
        get
        {
            if (_recursiveFanOuts.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref _recursiveFanOuts, new RecursiveFanOutReader(this).Read());
            return _recursiveFanOuts;
        }
    }

    /// <summary>True for a fan-out over the method itself, of which more is wrong than its count.</summary>
    internal bool IsRecursive(FanOut fanOut) => RecursiveFanOuts.Any(recursive => ReferenceEquals(recursive.Call, fanOut.Place));
}
