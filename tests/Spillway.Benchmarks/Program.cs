using Spillway.Benchmarks.Analysis;
using Spillway.Benchmarks.Runtime;

return args switch
{
    ["runtime", .. var options] => await RuntimeTargets.Run(options),
    ["runtime-server", var mode] => await ComputeServer.Run(mode),
    ["analysis", .. var options] => await AnalysisCost.Run(options),
    ["compare"] => await Spillway.Benchmarks.Analysis.Comparison.Run(),
    ["analysis-host", var response] => await LooseHost.Run(response),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: runtime [--quick] [--only NAME] [--json FILE]");
    Console.Error.WriteLine("       compare");
    Console.Error.WriteLine("       analysis [--code DIR]... [--only PACKAGE]... [--runs NUMBER] [--quick] [--editor] [--growth] [--json FILE]");
    return 2;
}
