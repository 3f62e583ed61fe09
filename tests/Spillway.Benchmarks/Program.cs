using Spillway.Benchmarks.Runtime;

return args switch
{
    ["runtime", .. var options] => await RuntimeTargets.Run(options),
    ["runtime-server", var mode] => await ComputeServer.Run(mode),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: runtime [--quick] [--only NAME] [--json FILE]");
    return 2;
}
