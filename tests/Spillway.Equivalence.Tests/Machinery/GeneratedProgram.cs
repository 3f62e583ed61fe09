using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>A program as the generator knows it: it can be written as C#, and made smaller.</summary>
internal abstract record GeneratedProgram
{
    /// <summary>How the world around the program behaves while it runs.</summary>
    public abstract Plan Plan { get; init; }

    /// <summary>True when the program goes on after a failure that ended the code in question.</summary>
    public virtual bool SurvivesFailure => false;

    /// <summary>The program as one file with one public type called <paramref name="name"/>, which implements <see cref="IProgram"/>.</summary>
    public abstract string Write(string name);

    /// <summary>Programs that are a little simpler, the simplest first. All of them are valid.</summary>
    public abstract IEnumerable<GeneratedProgram> Smaller();
}
