// references: Microsoft.AspNetCore.App
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

[ApiController]
public class SampleController : ControllerBase
{
    private readonly HttpClient _client;
    private readonly ILogger<SampleController> _logger;

    public SampleController(HttpClient client, ILogger<SampleController> logger)
    {
        _client = client;
        _logger = logger;
    }

    /*members*/

    [HttpPost("sample")]
    public async Task SampleAsync([FromBody] IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        /*statements*/
    }
}
