using System.Collections.Immutable;

namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>What the loop goes over, and how.</summary>
internal enum Head
{
    Each,
    EachOfArray,
    EachOfQuery,
    EachOfMethodQuery,
    EachOfSet,
    EachOfConstants,
    EachOfIterator,
    EachOfLoggingIterator,
    EachEntry,
    EachEntryInParts,
    EachPairInParts,
    EachObject,
    EachOfCopy,
    CountUp,
    CountUpToConstant,
    CountUpThroughArray,
    CountDown,
    CountByTwo,
    CountFromOne,
    CountToVariable,
    Enumerator,
    Stream,

    /// <summary>No loop at all: the statements stand alone.</summary>
    None,
}

/// <summary>Loops in words of C#.</summary>
internal static class Heads
{
    /// <summary>Writes the loop around <paramref name="body"/>.</summary>
    public static void Write(Scope scope, Head head, bool braces, ImmutableArray<Stmt> body)
    {
        switch (head)
        {
            case Head.None:
                scope.SetItem("ids.Count");
                body.WriteTo(scope);
                break;
            case Head.Each:
                Loop(scope, "foreach (var id in ids)", "id", braces, body);
                break;
            case Head.EachOfArray:
                scope.Line("var array = ids.ToArray();");
                Loop(scope, "foreach (var id in array)", "id", braces, body);
                break;
            case Head.EachOfQuery:
                Loop(scope, "foreach (var id in from x in ids where x % 4 != 3 select x + 1)", "id", braces, body);
                break;
            case Head.EachOfMethodQuery:
                Loop(scope, "foreach (var id in ids.Where(x => x % 5 != 2).Select(x => x * 2))", "id", braces, body);
                break;
            case Head.EachOfSet:
                Loop(scope, "foreach (var id in new HashSet<int>(ids))", "id", braces, body);
                break;
            case Head.EachOfConstants:
                Loop(scope, "foreach (var id in new[] { 4, 8, 15, 16, 23, 42 })", "id", braces, body);
                break;
            case Head.EachOfIterator:
                Loop(scope, "foreach (var id in Parts(ids.Count + 2))", "id", braces, body);
                break;
            case Head.EachOfLoggingIterator:
                Loop(scope, "foreach (var id in Read(ids))", "id", braces, body);
                break;
            case Head.EachEntry:
                scope.Line("var entries = ids.Distinct().ToDictionary(x => x, x => x * 7);");
                Loop(scope, "foreach (var entry in entries)", "entry.Key", braces, body, inner => inner.Add("entry.Value"));
                break;
            case Head.EachEntryInParts:
                scope.Line("var entries = ids.Distinct().ToDictionary(x => x, x => x * 7);");
                Loop(scope, "foreach (var (key, value) in entries)", "key", braces, body, inner => inner.Add("value"));
                break;
            case Head.EachPairInParts:
                scope.Line("var points = ids.ConvertAll(x => (x, x % 4));");
                Loop(scope, "foreach (var (left, right) in points)", "left", braces, body, inner => inner.Add("right"));
                break;
            case Head.EachObject:
                Loop(scope, "foreach (var order in _orders)", "order.Id", braces, body, inner =>
                {
                    inner.Add("order.Price");
                    inner.ItemTarget = "order.Price";
                });
                break;
            case Head.EachOfCopy:
                Loop(scope, "foreach (var id in ids.ToList())", "id", braces, body);
                break;
            case Head.CountUp:
                Loop(scope, "for (var i = 0; i < ids.Count; i++)", "ids[i]", braces, body, inner => Slots(inner, "i"));
                break;
            case Head.CountUpToConstant:
                Loop(scope, "for (int i = 0; i < 6; ++i)", "i", braces, body);
                break;
            case Head.CountUpThroughArray:
                scope.Line("var array = ids.ToArray();");
                Loop(scope, "for (var i = 0; i < array.Length; i++)", "array[i]", braces, body, inner => Slots(inner, "i"));
                break;
            case Head.CountDown:
                Loop(scope, "for (var i = ids.Count - 1; i >= 0; i--)", "ids[i]", braces, body, inner => Slots(inner, "i"));
                break;
            case Head.CountByTwo:
                Loop(scope, "for (var i = 0; i < ids.Count; i += 2)", "ids[i]", braces, body, inner => Slots(inner, "i"));
                break;
            case Head.CountFromOne:
                Loop(scope, "for (var i = 1; i <= 6; i++)", "i", braces, body);
                break;
            case Head.CountToVariable:
                scope.Line("var most = (ids.Count * 2) - 5;");
                Loop(scope, "for (var i = 1; i <= most; i += 3)", "i", braces, body);
                break;
            case Head.Enumerator:
                scope.Line("using var enumerator = ids.GetEnumerator();");
                Loop(scope, "while (enumerator.MoveNext())", "id", true, body, inner => inner.Line("var id = enumerator.Current;"));
                break;
            default:
                Loop(scope, "await foreach (var id in StreamAsync(ids))", "id", braces, body);
                break;
        }
    }

    /// <summary>The members that a loop needs.</summary>
    public static string Members(Head head) => head switch
    {
        Head.EachOfLoggingIterator => """
                private IEnumerable<int> Read(List<int> ids)
                {
                    foreach (var id in ids)
                    {
                        _log.Add($"read {id}");
                        yield return id;
                    }
                }

            """,
        Head.EachObject => """
                private List<Order> _orders = new();

                private sealed class Order
                {
                    public int Id { get; init; }

                    public int Price { get; set; }
                }

            """,
        Head.Stream => """
                private static async IAsyncEnumerable<int> StreamAsync(List<int> ids)
                {
                    foreach (var id in ids)
                    {
                        await Task.Yield();
                        yield return id;
                    }
                }

            """,
        _ => "",
    };

    /// <summary>Simpler loops.</summary>
    public static IEnumerable<Head> Smaller(Head head) => head is Head.Each or Head.None ? [] : head is Head.CountUp ? [Head.Each] : [Head.Each, Head.CountUp];

    private static void Slots(Scope scope, string counter)
    {
        scope.Slot = counter;
        scope.Add(counter);
    }

    private static void Loop(Scope scope, string header, string item, bool braces, ImmutableArray<Stmt> body, Action<Scope>? start = null)
    {
        // One statement alone may do without braces, unless it declares something.
        if (!braces && body is [Consume or Fetch { Taking: Taking.Discard or Taking.Inline or Taking.Condition } or Send])
        {
            scope.Line(header);
            scope.Single(inner =>
            {
                inner.SetItem(item);
                start?.Invoke(inner);
                body.WriteTo(inner);
            });
            return;
        }

        scope.Block(header, inner =>
        {
            inner.SetItem(item);
            start?.Invoke(inner);
            body.WriteTo(inner);
        });
    }
}
