using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>What a body does with tasks.</summary>
public sealed partial class MethodFacts
{
    private StrongBox? _taskWaits;

    /// <summary>The places where the body waits for a task that it could await.</summary>
    internal ImmutableArray<TaskWait> TaskWaits
    {
        get
        {
            var known = Volatile.Read(ref _taskWaits);
            if (known is null)
            {
                known = new StrongBox(TaskWait.FindIn(this));
                Volatile.Write(ref _taskWaits, known);
            }

            return known.Value;
        }
    }

    /// <summary>Which tasks are complete where, in the member that the body belongs to.</summary>
    internal Completion Completion => Model.CompletionOf(this);

    private sealed class StrongBox
    {
        public StrongBox(ImmutableArray<TaskWait> value) => Value = value;

        public ImmutableArray<TaskWait> Value { get; }
    }
}
