#if !NET9_0_OR_GREATER
namespace System.Runtime.CompilerServices;

// The compiler knows it by its name; the framework has it since .NET 9.
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, Inherited = false)]
internal sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    public int Priority => priority;
}
#endif
