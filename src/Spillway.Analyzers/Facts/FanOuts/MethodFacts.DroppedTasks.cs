using System.Collections.Immutable;

namespace Spillway.Analyzers.Facts;

/// <content>Tasks that nobody keeps.</content>
public sealed partial class MethodFacts
{
    private ImmutableArray<DroppedTask> _droppedTasks;

    /// <summary>The tasks that this body starts and drops, in a loop over data or in code that a framework calls.</summary>
    internal ImmutableArray<DroppedTask> DroppedTasks
    {
        get
        {
            if (_droppedTasks.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref _droppedTasks, new DroppedTaskReader(this).Read());
            return _droppedTasks;
        }
    }
}
