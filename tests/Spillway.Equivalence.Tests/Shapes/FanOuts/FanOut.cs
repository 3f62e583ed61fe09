using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.FanOuts;

/// <summary>The ways in which programs start one task for each item.</summary>
internal enum FanOutForm
{
    Select,
    SelectAsync,
    SelectList,
    SelectArray,
    FilledList,
    Body,
    FilledListOfBodies,
    WorkItems,
    WorkItemsThatAwait,
    Chunks,
    SlicesByHand,
    FirstDone,
}

/// <summary>Starts one task for each item, waits for all, and uses the results.</summary>
internal sealed record FanOut(FanOutForm Form, Request Request, Use Use, int Width) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        // Results come as they come here, so what uses them must not care.
        var use = Form is FanOutForm.FirstDone ? Use.AddUp : Use;
        var lambda = scope.Inside("id");
        var task = Request.AsTask(lambda);
        var (tasks, results, result) = (scope.Fresh("tasks"), scope.Fresh("results"), scope.Fresh("result"));
        switch (Form)
        {
            case FanOutForm.Select:
                scope.Line($"var {results} = await Task.WhenAll(ids.Select(id => {task}));");
                break;
            case FanOutForm.SelectAsync:
                scope.Line($"var {results} = await Task.WhenAll(ids.Select(async id => {Request.In(lambda)}));");
                break;
            case FanOutForm.SelectList:
                scope.Line($"var {tasks} = ids.Select(id => {task}).ToList();");
                scope.Line($"var {results} = await Task.WhenAll({tasks});");
                break;
            case FanOutForm.SelectArray:
                scope.Line($"var {tasks} = ids.Where(id => id % 5 != 0).Select(id => {task}).ToArray();");
                scope.Line($"var {results} = await Task.WhenAll({tasks});");
                break;
            case FanOutForm.FilledList:
                scope.Line($"var {tasks} = new List<Task<{Request.ResultType}>>();");
                scope.Line("foreach (var id in ids)");
                scope.Line($"    {tasks}.Add({task});");
                scope.Line($"var {results} = await Task.WhenAll({tasks});");
                break;
            case FanOutForm.Body:
                scope.Needs.State.Add(State.Hits);
                scope.Line("await Task.WhenAll(ids.Select(async id =>");
                scope.Line("{");
                scope.Line($"    var {result} = {Request.Inline(lambda)};");
                scope.Line($"    Interlocked.Add(ref _hits, {result});");
                scope.Line("}));");
                return;
            case FanOutForm.FilledListOfBodies:
                scope.Needs.State.Add(State.Hits);
                scope.Needs.Members.Add($"    private async Task CountAsync(int id) => Interlocked.Add(ref _hits, (await client.GetStringAsync($\"t/{{id}}\")).Length);\n\n");
                scope.Line($"var {tasks} = new List<Task>();");
                scope.Line("foreach (var id in ids)");
                scope.Line("{");
                scope.Line($"    {tasks}.Add(CountAsync(id));");
                scope.Line("}");
                scope.Line($"await Task.WhenAll({tasks});");
                return;
            case FanOutForm.WorkItems:
                scope.Needs.Members.Add("    private static int Compute(int id)\n    {\n        var sum = id;\n        for (var i = 0; i < 50; i++)\n            sum = (sum * 31) + i;\n        return sum;\n    }\n\n");
                scope.Line($"var {results} = await Task.WhenAll(ids.Select(id => Task.Run(() => Compute(id))));");
                scope.Block($"foreach (var {result} in {results})", inner => inner.Line(Uses.In(inner, use, result)));
                return;
            case FanOutForm.WorkItemsThatAwait:
                scope.Line($"var {results} = await Task.WhenAll(ids.Select(id => Task.Run(async () => {Request.In(lambda)})));");
                break;
            case FanOutForm.Chunks:
                scope.Block($"foreach (var chunk in ids.Chunk({Width}))", inner =>
                {
                    inner.Line($"var {results} = await Task.WhenAll(chunk.Select(id => {task}));");
                    inner.Block($"foreach (var {result} in {results})", innermost => innermost.Line(Uses.In(innermost, use, Request.Numbers(result)[0])));
                });
                return;
            case FanOutForm.SlicesByHand:
                scope.Block($"for (var offset = 0; offset < ids.Count; offset += {Width})", inner =>
                {
                    inner.Line($"var {results} = await Task.WhenAll(ids.Skip(offset).Take({Width}).Select(id => {task}));");
                    inner.Block($"foreach (var {result} in {results})", innermost => innermost.Line(Uses.In(innermost, use, Request.Numbers(result)[0])));
                });
                return;
            default:
                scope.Line($"var {tasks} = ids.Select(id => {task}).ToList();");
                scope.Block($"while ({tasks}.Count > 0)", inner =>
                {
                    inner.Line($"var done = await Task.WhenAny({tasks});");
                    inner.Line($"{tasks}.Remove(done);");
                    inner.Line($"var {result} = await done;");
                    inner.Line(Uses.In(inner, use, Request.Numbers(result)[0]));
                });
                return;
        }

        scope.Block($"foreach (var {result} in {results})", inner => inner.Line(Uses.In(inner, use, Request.Numbers(result)[0])));
    }

    public override IEnumerable<Stmt> Smaller()
    {
        foreach (var request in Request.Smaller())
            yield return this with { Request = request };
        if (Use != Use.Add)
            yield return this with { Use = Use.Add };
    }
}
