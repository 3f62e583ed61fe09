using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.BlockedTasks;

/// <summary>The ways to keep a thread, other than waiting for a task, and to start work that nobody waits for.</summary>
internal enum Keeping
{
    Sleep,
    Permit,
    File,
    Lines,
    FileInTaskRun,
    Key,
    KeyThroughMethod,
    ParallelFor,
    ParallelForEach,
    Consumer,
    NestedTask,
    NestedTasks,
    ListForEach,
    AsyncVoid,
}

/// <summary>Work of which every result is waited for in another way, so that it is the same whether the work itself is awaited or not.</summary>
internal sealed record Kept(Keeping Keeping, Use Use) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        var (name, result) = (scope.Fresh("kept"), scope.Fresh("result"));
        var item = scope.Item;
        var value = $"{result}";
        switch (Keeping)
        {
            case Keeping.Sleep:
                scope.Line("Thread.Sleep(1);");
                value = item;
                break;

            case Keeping.Permit:
                scope.Line($"using var {name} = new SemaphoreSlim(1);");
                scope.Line($"{name}.Wait();");
                scope.Line(Uses.In(scope, Use, item));
                scope.Line($"{name}.Release();");
                return;

            case Keeping.File:
                scope.Line($"var {name} = Path.GetTempFileName();");
                scope.Line($"File.WriteAllText({name}, $\"{{{item}}}\");");
                scope.Line($"var {result} = File.ReadAllText({name}).Length;");
                scope.Line($"File.Delete({name});");
                break;

            case Keeping.Lines:
                scope.Line($"var {name} = Path.GetTempFileName();");
                scope.Line($"File.WriteAllLines({name}, ids.Select(x => $\"{{x}}\"));");
                scope.Line($"var {result} = 0;");
                scope.Line($"foreach (var line in File.ReadLines({name}))");
                scope.Line($"    {result} = {result} * 31 + int.Parse(line);");
                scope.Line($"File.Delete({name});");
                break;

            case Keeping.FileInTaskRun:
                scope.Line($"var {name} = Path.GetTempFileName();");
                scope.Line($"await File.WriteAllTextAsync({name}, $\"{{{item}}}\");");
                scope.Line($"var {result} = (await Task.Run(() => File.ReadAllText({name}))).Length;");
                scope.Line($"File.Delete({name});");
                break;

            case Keeping.Key:
                scope.Line($"var {name} = \"p\" + {item};");
                scope.Line($"var {result} = System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2({name}, new byte[8], 2_000, System.Security.Cryptography.HashAlgorithmName.SHA256, 4)[0];");
                break;

            case Keeping.KeyThroughMethod:
                scope.Needs.Members.Add("    private static int Derive(int id, int rounds) =>\n        System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2($\"p{id}\", new byte[8], rounds, System.Security.Cryptography.HashAlgorithmName.SHA256, 4)[0];\n\n");
                scope.Line($"var {name} = {item};");
                scope.Line($"var {result} = Derive({name}, 2_000) + Derive({name}, 10);");
                break;

            case Keeping.ParallelFor or Keeping.ParallelForEach:
                scope.Line($"var {name} = Directory.CreateTempSubdirectory().FullName;");
                scope.Line(Keeping == Keeping.ParallelFor
                    ? $"Parallel.For(0, ids.Count, i => File.WriteAllText(Path.Combine({name}, i + \".txt\"), new string('x', ids[i] % 7)));"
                    : $"Parallel.ForEach(Enumerable.Range(0, ids.Count), i => File.WriteAllText(Path.Combine({name}, i + \".txt\"), new string('x', ids[i] % 7)));");
                scope.Line($"var {result} = Directory.GetFiles({name}).Sum(x => (int)new FileInfo(x).Length + 1);");
                scope.Line($"Directory.Delete({name}, true);");
                break;

            case Keeping.Consumer:
                scope.Line($"using var {name} = new BlockingCollection<int>();");
                scope.Line($"var {result} = 0;");
                scope.Line($"var {name}Task = Task.Run(() =>");
                scope.Line("{");
                scope.Line($"    foreach (var x in {name}.GetConsumingEnumerable())");
                scope.Line($"        {result} = {result} * 31 + x;");
                scope.Line("});");
                scope.Line($"ids.ForEach(x => {name}.Add(x));");
                scope.Line($"{name}.CompleteAdding();");
                scope.Line($"await {name}Task;");
                break;

            case Keeping.NestedTask:
                scope.Line($"var {name} = new TaskCompletionSource<int>();");
                scope.Line($"await Task.Factory.StartNew(async () =>");
                scope.Line("{");
                scope.Line("    await Task.Yield();");
                scope.Line($"    {name}.SetResult({item} + 1);");
                scope.Line("});");
                scope.Line($"var {result} = await {name}.Task;");
                break;

            case Keeping.NestedTasks:
                scope.Line($"var {name} = ids.ConvertAll(_ => new TaskCompletionSource<int>());");
                scope.Line($"await Task.WhenAll(Enumerable.Range(0, ids.Count).Select(i => Task.Factory.StartNew(async () =>");
                scope.Line("{");
                scope.Line("    await Task.Yield();");
                scope.Line($"    {name}[i].SetResult(ids[i]);");
                scope.Line("})));");
                scope.Line($"var {result} = (await Task.WhenAll({name}.Select(x => x.Task))).Sum();");
                break;

            case Keeping.ListForEach:
                scope.Line($"var {name} = ids.ConvertAll(_ => new TaskCompletionSource<int>());");
                scope.Line($"Enumerable.Range(0, ids.Count).ToList().ForEach(async i =>");
                scope.Line("{");
                scope.Line("    await Task.Yield();");
                scope.Line($"    {name}[i].SetResult(ids[i]);");
                scope.Line("});");
                scope.Line($"var {result} = (await Task.WhenAll({name}.Select(x => x.Task))).Sum();");
                break;

            default:
                scope.Needs.Members.Add("    private static async void Finish(TaskCompletionSource<int> end, int id)\n    {\n        await Task.Yield();\n        end.SetResult(id * 2);\n    }\n\n");
                scope.Line($"var {name} = new TaskCompletionSource<int>();");
                scope.Line($"Finish({name}, {item});");
                scope.Line($"var {result} = await {name}.Task;");
                break;
        }

        scope.Line(Uses.In(scope, Use, value));
    }

    public override IEnumerable<Stmt> Smaller()
    {
        if (Keeping != Keeping.Sleep)
            yield return this with { Keeping = Keeping.Sleep };
    }
}

/// <summary>Threads that are kept, and work that nobody waits for: afterwards the same comes out, with nobody's thread kept.</summary>
internal sealed class WaitingWork : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW2002", "SPW2004", "SPW2005", "SPW2006", "SPW2007", "SPW2008", "SPW2009", "SPW2010"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        (from keeping in Gen.Elements(Enum.GetValues<Keeping>()) from use in StraightPrograms.SomeUse select (Stmt)new Kept(keeping, use)).ListUpTo(3, 1));

    // How much is in flight is the program's own business here.
    public override int LimitFor(GeneratedProgram program, string action) => int.MaxValue;
}
