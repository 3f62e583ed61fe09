using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

public class Sample
{
    /*members*/

    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        /*statements*/
    }
}
