namespace Spillway;

/// <summary>The execution context of a thread on which nobody changed anything, for callers that suppressed the flow of theirs.</summary>
internal static class DefaultContext
{
    private static readonly Lazy<ExecutionContext> _value = new(Capture);

    public static ExecutionContext Value => _value.Value;

    // The framework has it but shows it to nobody; a thread started without flow is the way to see it.
    private static ExecutionContext Capture()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture()) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }
}
