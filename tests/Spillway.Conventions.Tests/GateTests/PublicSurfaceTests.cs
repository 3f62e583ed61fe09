using Spillway.Conventions.Tests.Gates;

namespace Spillway.Conventions.Tests.GateTests;

/// <summary>The gate of public types tells what the frame needs from what merely is public.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void Only_the_stray_type_is_named() => Complaints.One(
        $"{typeof(Stray).FullName} is public, but neither loaded by a compiler nor part of the frame's signatures",
        PublicSurface.Of([typeof(Frame), typeof(Answer), typeof(Detail), typeof(Loaded), typeof(Stray)], typeof(Frame), type => type == typeof(Loaded)));

    public abstract class Frame
    {
        protected abstract IReadOnlyList<Answer> Ask();

        private Stray Hidden() => new();
    }

    public sealed class Answer
    {
        public Detail[] Details { get; } = [];
    }

    public sealed class Detail;

    public sealed class Loaded;

    public sealed class Stray;
}
