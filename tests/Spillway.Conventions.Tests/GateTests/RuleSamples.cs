using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

// Rules as they should be and as they should not.
namespace Spillway.Rules
{
    public sealed class SlowWorkUnderLockSample : Rule
    {
        internal static readonly DiagnosticDescriptor Descriptor = Define("SPW4002", "Slow work", "'{0}' is slow", Family.Locks, DiagnosticSeverity.Warning);

        public SlowWorkUnderLockSample() : base(Descriptor) { }

        protected override void Inspect(MethodFacts method, Findings findings) { }
    }

    public class OpenRuleSample : Rule
    {
        internal static readonly DiagnosticDescriptor Descriptor = SlowWorkUnderLockSample.Descriptor;

        public OpenRuleSample() : base(Descriptor) { }

        protected override void Inspect(MethodFacts method, Findings findings) { }
    }

    public sealed class DerivedRuleSample : OpenRuleSample
    {
        internal static new readonly DiagnosticDescriptor Descriptor = SlowWorkUnderLockSample.Descriptor;
    }

    public sealed class OtherFieldSample : Rule
    {
        internal static readonly DiagnosticDescriptor What = SlowWorkUnderLockSample.Descriptor;

        public OtherFieldSample() : base(What) { }

        protected override void Inspect(MethodFacts method, Findings findings) { }
    }

    public sealed class OtherDescriptorSample : Rule
    {
        internal static readonly DiagnosticDescriptor Descriptor =
            Define("SPW4003", "Another", "'{0}' is another", Family.Locks, DiagnosticSeverity.Warning);

        public OtherDescriptorSample() : base(SlowWorkUnderLockSample.Descriptor) { }

        protected override void Inspect(MethodFacts method, Findings findings) { }
    }

    public sealed class StatefulSample : Rule
    {
        internal static readonly DiagnosticDescriptor Descriptor = SlowWorkUnderLockSample.Descriptor;

        private int _seen;

        public StatefulSample() : base(Descriptor) { }

        protected override void Inspect(MethodFacts method, Findings findings) => _seen++;
    }
}

namespace Spillway.Conventions.Tests.GateTests
{
    public sealed class StraySample : Rule
    {
        internal static readonly DiagnosticDescriptor Descriptor = Spillway.Rules.SlowWorkUnderLockSample.Descriptor;

        public StraySample() : base(Descriptor) { }

        protected override void Inspect(MethodFacts method, Findings findings) { }
    }
}
