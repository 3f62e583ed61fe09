using System.Reflection;
using Spillway.Package.Tests;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Spillway.Package.Tests.CleanRun", "Spillway.Package.Tests")]

namespace Spillway.Package.Tests;

/// <summary>
/// What a whole run made is taken away before it counts as finished: this xunit has no fixture for an assembly, and a process
/// that has reported its last test does not get the seconds that it takes.
/// </summary>
public sealed class CleanRun(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages) : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override async void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var run = new Run(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await run.RunAsync();
        }
    }

    private sealed class Run(ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink messages, IMessageSink results, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, messages, results, options)
    {
        protected override Task BeforeTestAssemblyFinishedAsync()
        {
            Dotnet.EndCompilerServer();
            PackedPackages.Delete();
            return base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
