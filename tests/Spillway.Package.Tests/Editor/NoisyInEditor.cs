using Microsoft.CodeAnalysis;

namespace Spillway.Package.Tests.Editor;

/// <summary>The sample with everything in it, opened once: restored from the packages, never built.</summary>
public sealed class NoisyInEditor : IDisposable
{
    private NoisyInEditor(Consumer consumer, EditorHost host, Project project)
    {
        Consumer = consumer;
        Host = host;
        Project = project;
    }

    internal EditorHost Host { get; }

    public Consumer Consumer { get; }

    public Project Project { get; }

    public static async Task<NoisyInEditor> OpenAsync()
    {
        var consumer = PackedPackages.Shared.Sample("Noisy");
        consumer.Run("restore").Must(succeed: true);
        var (host, project) = await EditorHost.OpenAsync(consumer);
        return new NoisyInEditor(consumer, host, project);
    }

    public void Dispose() => Host.Dispose();

    /// <summary>Documents that somebody wrote; the SDK generates some more.</summary>
    public static IEnumerable<Document> Written(Project project) =>
        project.Documents.Where(document => !document.FilePath!.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    public Document Document(string name) => Written(Project).Single(document => document.Name == name);

    /// <summary>What is ours of the squiggles, by place. A rule that throws is never among what can be found.</summary>
    public async Task<IReadOnlyList<Diagnostic>> OursAsync(Document document)
    {
        var all = await Host.SquigglesAsync(document);
        Assert.DoesNotContain(all, squiggle => squiggle.Id == "AD0001");
        return [.. all.Where(squiggle => squiggle.Id.StartsWith("SPW", StringComparison.Ordinal) && !squiggle.IsSuppressed).OrderBy(squiggle => squiggle.Location.SourceSpan)];
    }

    /// <summary>The first finding of a rule in a document.</summary>
    public async Task<Diagnostic> FirstAsync(Document document, string id) => (await OursAsync(document)).First(squiggle => squiggle.Id == id);
}

/// <summary>Opening the sample takes seconds, and no test changes it: the tests of editors share it.</summary>
public sealed class OpenedNoisy : IAsyncLifetime
{
    private NoisyInEditor? _noisy;

    public NoisyInEditor Noisy => _noisy!;

    public async Task InitializeAsync() => _noisy = await NoisyInEditor.OpenAsync();

    public Task DisposeAsync()
    {
        _noisy?.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>Tests that look at the sample in an editor.</summary>
[CollectionDefinition(nameof(InEditor))]
public sealed class InEditor : ICollectionFixture<OpenedNoisy>;
