using Noisy.Partner;

namespace Noisy.Shipping;

public sealed class ShippingService
{
    private readonly HttpClient _http;
    private readonly IPartnerApi _partner;
    private readonly ILogger<ShippingService> _log;

    public ShippingService(HttpClient http, IPartnerApi partner, ILogger<ShippingService> log)
    {
        _http = http;
        _partner = partner;
        _log = log;
    }

    public async Task<List<TrackingStatus>> TrackAsync(IEnumerable<string> numbers, CancellationToken ct)
    {
        var statuses = new List<TrackingStatus>();
        foreach (var number in numbers)
        {
            using var response = await _http.GetAsync($"tracking/{number}", ct); // SPW1001
            response.EnsureSuccessStatusCode();
            var status = await response.Content.ReadFromJsonAsync<TrackingStatus>(ct);
            if (status is not null)
            {
                statuses.Add(status);
            }
        }

        return statuses;
    }

    public async Task<List<byte[]>> GetLabelsAsync(IReadOnlyList<Parcel> parcels, CancellationToken ct)
    {
        var labels = new List<byte[]>(parcels.Count);
        foreach (var parcel in parcels)
        {
            labels.Add(await DownloadAsync(parcel)); // SPW1001
        }

        return labels;

        Task<byte[]> DownloadAsync(Parcel parcel) => _http.GetByteArrayAsync($"labels/{parcel.Id}.pdf", ct);
    }

    public async Task<Dictionary<string, int>> EstimateAsync(IReadOnlyList<string> postcodes, CancellationToken ct)
    {
        var days = new Dictionary<string, int>();
        foreach (var postcode in postcodes)
        {
            days[postcode] = await _partner.GetDeliveryDaysAsync(postcode, ct); // SPW1001
        }

        return days;
    }

    public async Task<int> ConfirmAsync(IReadOnlyList<int> orderIds, CancellationToken ct)
    {
        var confirmed = 0;
        foreach (var id in orderIds)
        {
            try
            {
                await _partner.ConfirmAsync(id, ct); // SPW1001
                confirmed++;
            }
            catch (HttpRequestException e)
            {
                // One bad order must not stop the others.
                _log.LogError(e, "Order {Order} stays unconfirmed", id);
            }
        }

        return confirmed;
    }

    public async Task<string> WaitForLabelsAsync(string job, CancellationToken ct)
    {
        while (true)
        {
            var state = await _partner.GetJobStateAsync(job, ct);
            if (state is "done" or "failed")
            {
                return state;
            }

            await Task.Delay(TimeSpan.FromSeconds(2), ct);
        }
    }

    public async Task<TrackingStatus?> TrackWithRetryAsync(string number, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            try
            {
                return await _http.GetFromJsonAsync<TrackingStatus>($"tracking/{number}", ct);
            }
            catch (HttpRequestException) when (attempt < 3)
            {
                Thread.Sleep(200 * attempt); // SPW2002
            }
        }

        return null;
    }
}
