namespace Spillway.Conventions.Tests;

/// <summary>Assertions over what a gate has to say: one complaint a line.</summary>
internal static class Complaints
{
    /// <summary>The gate has nothing to say.</summary>
    public static void None(IEnumerable<string> complaints) =>
        Assert.True(!complaints.Any(), string.Join(Environment.NewLine, complaints));

    /// <summary>The gate sees what is wrong with a bad sample, and nothing else.</summary>
    public static void One(string expected, IEnumerable<string> complaints) =>
        Assert.Equal(expected, Assert.Single(complaints));
}
