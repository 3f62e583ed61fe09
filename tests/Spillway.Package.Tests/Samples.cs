namespace Spillway.Package.Tests;

/// <summary>The samples, built by a user: from the package instead of the source tree.</summary>
public sealed class Samples
{
    [Fact]
    public void Noisy_shows_what_its_marks_say_and_nothing_else()
    {
        var sample = PackedPackages.Shared.Sample("Noisy");

        Assert.NotEmpty(sample.Marks);
        Assert.Equal(sample.Marks, sample.Build().Must(succeed: true).Findings().Select(finding => finding.Place).Order());
    }

    [Fact]
    public void Quiet_is_silent_with_warnings_as_errors()
    {
        var sample = PackedPackages.Shared.Sample("Quiet");

        Assert.Empty(sample.Marks);
        Assert.Empty(sample.Build("-warnaserror").Must(succeed: true).Findings());
    }
}
