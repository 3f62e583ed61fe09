using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.DependentLoops;

/// <summary>The ways in which one iteration may depend on another one.</summary>
internal enum Knot
{
    Cursor,
    Accumulator,
    Break,
    Throw,
    BreakInHandler,
    GivesUp,
    StatefulService,
    PlainCache,
    StaticCache,
    FieldThroughMethods,
    PropertyOfThis,
    StaticField,
    LocalFunction,
    LocalFunctionInTurn,
    Lambda,
    DelegateWrites,
    Alias,
    AliasThroughMethod,
    Membership,
    Delay,
    Permit,
    Writer,
    WriterInMethod,
    Transaction,
    PermitAround,
    ArrayElement,
    TupleField,
    ObjectField,
    NestedObject,
    TextSoFar,
    OtherEnumerator,
    RandomNumbers,
    Queue,
    Position,
    PositionInRequest,
    AtomicPosition,
    Condition,
    Recursion,
    SameRequest,
    OutParameter,
    ListSoFar,
    Deconstructed,
    Conditional,
    RefLocal,
    Indexer,
    EventHandler,
}

/// <summary>Ties the iterations of a loop together.</summary>
/// <param name="Knot">How.</param>
/// <param name="Request">The request that is tied.</param>
internal sealed record Tied(Knot Knot, Request Request) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        var result = scope.Fresh("tied");
        var needs = scope.Needs;
        string Ask(string extra = "") => (Request with { Argument = extra.Length == 0 ? new Variable(0) : new AwaitLoops.Sum(new Variable(0), new Verbatim(extra)) }).Inline(scope);
        void Lines(params string[] lines)
        {
            foreach (var line in lines)
                scope.Line(line);
        }

        // The usual knot: the request reads what the result changes.
        void Loop(string read, params string[] write) => Lines([$"var {result} = {Ask(read)};", .. write]);

        switch (Knot)
        {
            case Knot.Cursor:
                needs.Locals.Add("var cursor = 0;");
                Loop("cursor", $"cursor = {result} % 7;");
                break;
            case Knot.Accumulator:
                needs.State.Add(State.Total);
                Loop("total % 5", $"total += {result};");
                break;
            case Knot.Break:
                Loop("", $"if ({result} % 3 == 0)", "    break;");
                break;
            case Knot.Throw:
                Loop("", $"if ({result} % 3 == 0)", $"    throw new InvalidOperationException($\"{{{result}}}\");");
                break;
            case Knot.BreakInHandler:
                Lines("try", "{", $"    Note({scope.Item}, {Ask()});", "}", "catch (HttpRequestException)", "{", "    break;", "}");
                break;
            case Knot.GivesUp:
                needs.Locals.Add("var failures = 0;");
                Lines("try", "{", $"    Note({scope.Item}, {Ask()});", "}", "catch (HttpRequestException)", "{", "    if (++failures > 1)", "        throw;", "}");
                break;
            case Knot.StatefulService:
                needs.Members.Add("""
                        private readonly Session _session = new(client);

                        private sealed class Session(HttpClient http)
                        {
                            private string _last = "";

                            public async Task<int> NextAsync(int id)
                            {
                                var text = await http.GetStringAsync($"t/{id}{_last.Length}");
                                _last = text;
                                return text.Length;
                            }
                        }

                    """);
                Lines($"var {result} = await _session.NextAsync({scope.Item});");
                break;
            case Knot.PlainCache:
                needs.Members.Add("""
                        private readonly Dictionary<int, int> _plain = new();

                        private async Task<int> PlainAsync(int id)
                        {
                            if (_plain.TryGetValue(id, out var known))
                                return known;
                            var text = await client.GetStringAsync($"t/{id}");
                            _plain[id] = text.Length;
                            return text.Length;
                        }

                    """);
                Lines($"var {result} = await PlainAsync({scope.Item});");
                break;
            case Knot.StaticCache:
                needs.Members.Add("""
                        private static readonly Dictionary<int, int> Known = new();

                        private static async Task<int> KnownAsync(HttpClient http, int id)
                        {
                            if (!Known.TryGetValue(id, out var length))
                                Known[id] = length = (await http.GetStringAsync($"t/{id}")).Length;
                            return length;
                        }

                    """);
                Lines($"var {result} = await KnownAsync(client, {scope.Item});");
                break;
            case Knot.FieldThroughMethods:
                needs.Members.Add("""
                        private int _mark;

                        private void Remember(int value) => _mark = value % 6;

                        private async Task<int> MarkedAsync(int id) => (await client.GetStringAsync($"t/{id + _mark}")).Length;

                    """);
                Lines($"var {result} = await MarkedAsync({scope.Item});", $"Remember({result});");
                break;
            case Knot.PropertyOfThis:
                needs.Members.Add("    private int Position { get; set; }\n\n");
                Loop("Position", $"Position = {result} % 5;");
                break;
            case Knot.StaticField:
                needs.Members.Add("    private static int s_position;\n\n");
                Loop("s_position", $"s_position = {result} % 5;");
                break;
            case Knot.LocalFunction:
                needs.Locals.Add("var trail = 0;");
                needs.Locals.Add("async Task<int> FollowAsync(int id) { var text = await client.GetStringAsync($\"t/{id + trail}\"); trail = text.Length; return trail; }");
                Lines($"var {result} = await FollowAsync({scope.Item});");
                break;
            case Knot.LocalFunctionInTurn:
                needs.Locals.Add("var step = 0;");
                needs.Locals.Add("int Step(int value) { step += value % 4; return step; }");
                Loop("step", $"Step({result});");
                break;
            case Knot.Lambda:
                needs.Locals.Add("var trace = 0;");
                needs.Locals.Add("Func<int, Task<int>> trail = async id => { var text = await client.GetStringAsync($\"t/{id + trace}\"); trace = text.Length; return trace; };");
                Lines($"var {result} = await trail({scope.Item});");
                break;
            case Knot.DelegateWrites:
                needs.Locals.Add("var heard = 0;");
                needs.Locals.Add("Action<int> hear = value => heard = value % 5;");
                Loop("heard", $"hear({result});");
                break;
            case Knot.Alias:
                needs.State.Add(State.Numbers);
                needs.Locals.Add("var alias = numbers;");
                Loop("numbers.Count", $"alias.Add({result});");
                break;
            case Knot.AliasThroughMethod:
                needs.State.Add(State.Kept);
                needs.Members.Add("    private List<int> Kept() => _kept;\n\n");
                Loop("_kept.Count", $"Kept().Add({result});");
                break;
            case Knot.Membership:
                needs.State.Add(State.Known);
                Lines($"if (known.Contains({scope.Item} % 5))", "    continue;");
                Loop("", $"known.Add({result} % 5);");
                break;
            case Knot.Delay:
                Loop("", "await Task.Delay(1);");
                break;
            case Knot.Permit:
                needs.Locals.Add("var gate = new SemaphoreSlim(1);");
                Lines("await gate.WaitAsync();", "try", "{", $"    Note({scope.Item}, {Ask()});", "}", "finally", "{", "    gate.Release();", "}");
                break;
            case Knot.Writer:
                needs.Locals.Add("var writer = new StreamWriter(new MemoryStream());");
                Lines($"await writer.WriteLineAsync($\"{{{scope.Item}}}\");");
                break;
            case Knot.WriterInMethod:
                needs.Members.Add("""
                        private readonly StreamWriter _writer = new(new MemoryStream());

                        private async Task PrintAsync(int id) => await _writer.WriteLineAsync((await client.GetStringAsync($"t/{id}")) + id);

                    """);
                Lines($"await PrintAsync({scope.Item});");
                break;
            case Knot.Transaction:
                needs.Before.Add("using var transaction = new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled);");
                Loop("");
                break;
            case Knot.PermitAround:
                needs.Before.Add("var around = new SemaphoreSlim(1);");
                needs.Before.Add("await around.WaitAsync();");
                Loop("");
                break;
            case Knot.ArrayElement:
                needs.Locals.Add("var cells = new int[2];");
                Loop("cells[0]", $"cells[0] = {result} % 3;");
                break;
            case Knot.TupleField:
                needs.Locals.Add("var page = (Number: 0, Size: 3);");
                Loop("page.Number", $"page.Number = {result} % 4;");
                break;
            case Knot.ObjectField:
                needs.Members.Add("    private sealed class Box { public int Value; }\n\n");
                needs.Locals.Add("var box = new Box();");
                Loop("box.Value", $"box.Value = {result} % 4;");
                break;
            case Knot.NestedObject:
                needs.Members.Add("    private sealed class Inner { public int Value { get; set; } }\n\n    private sealed class Outer { public Inner Inner { get; } = new(); }\n\n");
                needs.Locals.Add("var outer = new Outer();");
                needs.Locals.Add("var inner = outer.Inner;");
                Loop("outer.Inner.Value", $"inner.Value = {result} % 4;");
                break;
            case Knot.TextSoFar:
                needs.State.Add(State.Text);
                Loop("text.Length", $"text.Append({result});");
                break;
            case Knot.OtherEnumerator:
                needs.Locals.Add("using var other = Parts(ids.Count).GetEnumerator();");
                Lines("if (!other.MoveNext())", "    continue;");
                Loop("other.Current");
                break;
            case Knot.RandomNumbers:
                needs.Locals.Add("var random = new Random(7);");
                Loop("random.Next(9)");
                break;
            case Knot.Queue:
                needs.Locals.Add("var queue = new Queue<int>(Enumerable.Range(0, 500));");
                Loop("queue.Dequeue()");
                break;
            case Knot.Position:
                needs.Locals.Add("var position = 0;");
                Loop("position", "position++;");
                break;
            case Knot.PositionInRequest:
                needs.Locals.Add("var position = 0;");
                Loop("position++");
                break;
            case Knot.AtomicPosition:
                needs.State.Add(State.Hits);
                Loop("Interlocked.Increment(ref _hits)");
                break;
            case Knot.Condition:
                needs.Locals.Add("var latest = 0;");
                Lines("if (latest % 2 == 0)", $"    latest = {Ask()};", "else", "    latest++;");
                break;
            case Knot.Recursion:
                needs.Locals.Add("var visited = new HashSet<int>();");
                needs.Locals.Add("async Task VisitAsync(int id, int depth) { if (!visited.Add(id)) return; await client.GetStringAsync($\"t/{id}\"); if (depth > 0) await VisitAsync(id / 2, depth - 1); }");
                Lines($"await VisitAsync({scope.Item}, 2);");
                break;
            case Knot.SameRequest:
                Lines($"var {result} = await client.GetStringAsync(\"t/same\");");
                break;
            case Knot.OutParameter:
                needs.Members.Add("    private static void Advance(int by, ref int value) => value = by % 5;\n\n");
                needs.Locals.Add("var mark = 0;");
                Loop("mark", $"Advance({result}, ref mark);");
                break;
            case Knot.ListSoFar:
                needs.State.Add(State.Numbers);
                Loop("numbers.LastOrDefault() % 5", $"numbers.Add({result});");
                break;
            case Knot.Deconstructed:
                needs.Locals.Add("var (first, second) = (0, 0);");
                Loop("first", $"(first, second) = ({result} % 5, first);");
                break;
            case Knot.Conditional:
                needs.Locals.Add("int? before = null;");
                Loop("(before ?? 0)", $"before ??= {result} % 5;");
                break;
            case Knot.RefLocal:
                needs.Members.Add("    private int _cell;\n\n    private ref int Cell() => ref _cell;\n\n");
                Loop("_cell", $"Cell() = {result} % 5;");
                break;
            case Knot.Indexer:
                needs.Members.Add("    private int _base;\n\n    private int this[int index] { get => _base + index; set => _base = value; }\n\n");
                Loop("this[1]", $"this[0] = {result} % 5;");
                break;
            default:
                needs.Members.Add("    private event Action<int>? Answered;\n\n    private int _answered;\n\n");
                needs.Locals.Add("Answered += value => _answered = value % 5;");
                Loop("_answered", $"Answered?.Invoke({result});");
                break;
        }
    }

    public override IEnumerable<Stmt> Smaller() => Request.Smaller().Select(request => this with { Request = request });
}

/// <summary>Text that stands in the program as it is.</summary>
internal sealed record Verbatim(string Text) : Expr
{
    public override string In(Scope scope) => Text;
}
