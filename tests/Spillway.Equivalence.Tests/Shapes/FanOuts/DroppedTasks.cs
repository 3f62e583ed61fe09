using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.FanOuts;

/// <summary>
/// Starts one task for each item in a loop and drops it; each sees to its own failure and counts itself, and the program goes on when all of
/// them have ended. With a group around the loop, no more than the limit may run.
/// </summary>
internal sealed record Dropped(bool IsDiscarded, bool IsBlock, bool SkipsSome, bool Nested) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        scope.Needs.State.Add(State.Hits);
        scope.Needs.Members.Add("""
                private int _left;

                private async Task CountSafelyAsync(int id)
                {
                    try
                    {
                        Interlocked.Add(ref _hits, (await client.GetStringAsync($"t/{id}")).Length + id);
                    }
                    catch (Exception)
                    {
                        Interlocked.Add(ref _hits, 1000);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref _left);
                    }
                }


            """);
        var started = Nested ? "ids.Count * 3" : SkipsSome ? "ids.Count(x => x % 2 == 0)" : "ids.Count";
        var call = $"{(IsDiscarded ? "_ = " : "")}CountSafelyAsync({(Nested ? "part" : "id")});";
        scope.Line($"_left = {started};");
        if (Nested)
        {
            scope.Block("foreach (var id in ids)", inner =>
            {
                inner.Line("foreach (var part in Parts(id))");
                inner.Line("    " + call);
            });
        }
        else if (SkipsSome)
        {
            scope.Block("foreach (var id in ids)", inner =>
            {
                inner.Line("if (id % 2 != 0)");
                inner.Line("    continue;");
                inner.Line(call);
            });
        }
        else if (IsBlock)
        {
            scope.Block("foreach (var id in ids)", inner => inner.Line(call));
        }
        else
        {
            scope.Line("foreach (var id in ids)");
            scope.Line("    " + call);
        }

        // A signal would be a reason not to bound them: somebody waits for all.
        scope.Line("while (Volatile.Read(ref _left) > 0)");
        scope.Line("    await Task.Delay(1, CancellationToken.None);");
    }

    public override IEnumerable<Stmt> Smaller()
    {
        if (Nested)
            yield return this with { Nested = false };
        if (SkipsSome)
            yield return this with { SkipsSome = false };
        if (IsDiscarded)
            yield return this with { IsDiscarded = false };
    }
}

/// <summary>Tasks that a loop starts and drops: in a group, no more than the limit is in flight, and what they did is the same.</summary>
internal sealed class DroppedTasks : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW3004"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from isDiscarded in Gen.Elements(false, true)
        from isBlock in Gen.Elements(false, true)
        from skipsSome in Gen.Elements(false, true)
        from nested in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select (Stmt)new Dropped(isDiscarded, isBlock, skipsSome, nested));
}
