using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>An additional file that is on no disk.</summary>
internal sealed class MemoryFile(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
