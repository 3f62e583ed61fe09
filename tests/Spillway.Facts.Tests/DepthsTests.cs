using Spillway.Analyzers.Facts;
using Xunit;

namespace Spillway.Facts.Tests;

/// <summary>Answers along chains of calls are the same whoever asks first, and those of a search that keeps nothing.</summary>
public sealed class DepthsTests
{
    private const int Deepest = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void An_answer_does_not_hang_on_who_has_asked_first(int seed)
    {
        var random = new Random(seed);
        for (var graph = 0; graph < 200; graph++)
        {
            var names = Enumerable.Range(0, 10).Select(index => $"{(char)('A' + index)}").ToArray();
            var calls = names.ToDictionary(name => name, _ => random.GetItems(names, random.Next(4)));
            var waiting = random.GetItems(names, 2).ToHashSet();
            var expected = names.ToDictionary(name => name, name => Search(name, Deepest));

            for (var order = 0; order < 5; order++)
            {
                random.Shuffle(names);
                Depths<string, bool> depths = null!;
                depths = new(Deepest, unknown: false, StringComparer.Ordinal, Find);
                foreach (var name in names)
                    Assert.True(expected[name] == depths.Of(name), $"{name} of graph {graph}, asked in the order {string.Concat(names)}");

                // Leaves as soon as it knows, as the searches in the analyzers do.
                bool Find(string name, int left, ref int height)
                {
                    foreach (var called in waiting.Contains(name) ? [] : calls[name])
                    {
                        if (depths.Of(called, left - 1, ref height))
                            return true;
                    }

                    return waiting.Contains(name);
                }
            }

            bool Search(string name, int left) => left > 0 && (waiting.Contains(name) || calls[name].Any(called => Search(called, left - 1)));
        }
    }
}
