using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;

public class Sample
{
    private readonly HttpClient _client;

    public Sample(HttpClient client)
    {
        _client = client;
    }

    /*members*/

    public async Task SampleAsync(HttpClient client, IEnumerable<int> ids, IReadOnlyList<string> urls, CancellationToken cancellationToken)
    {
        /*statements*/
    }
}
