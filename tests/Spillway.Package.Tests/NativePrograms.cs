using System.Runtime.InteropServices;
using Xunit.Abstractions;

namespace Spillway.Package.Tests;

/// <summary>A program that uses everything the runtime has is compiled to native code, without a warning, and runs.</summary>
public sealed class NativePrograms(ITestOutputHelper output)
{
    [Fact]
    public void A_native_program_warns_of_nothing_and_works()
    {
        var consumer = PackedPackages.Shared.Consumer("Native");
        var published = Publish(consumer, HasLinker ? "PublishAot" : "PublishTrimmed");
        if (!published.Succeeded && published.Output.Contains("error NU11", StringComparison.Ordinal))
        {
            // What compiles to native code, and what trims, are packages of their own; where they cannot be had there is nothing to show.
            output.WriteLine($"Not checked: the toolchain does not restore here.\n{published.Output}");
            return;
        }

        published.Must(succeed: true);
        Assert.DoesNotContain("warning IL", published.Output);
        var program = Path.Combine(consumer.Folder, "out", OperatingSystem.IsWindows() ? "Native.exe" : "Native");
        output.WriteLine($"{(HasLinker ? "native" : "trimmed only, since there is no linker")}: {new FileInfo(program).Length:N0} bytes");
        Assert.Equal("all of it works", Programs.Run(program).Must(succeed: true).Output.Trim());
    }

    // The native compiler leaves linking to the C toolchain of the machine.
    private static bool HasLinker => OperatingSystem.IsWindows() || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));

    private static DotnetRun Publish(Consumer consumer, string kind) =>
        consumer.Run("publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, $"-p:{kind}=true", "-o", "out", "-nodeReuse:false");
}
