using System.Globalization;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Positions;

namespace Quern.Connectors.Binance;

public sealed partial class BinanceDataFetcher : IFundingHistory
{
    private const int IncomeWeight = 30;
    private const int MostRows = 1000;

    /// <inheritdoc/>
    /// <remarks><c>/fapi/v1/income</c>. The venue keeps three months.</remarks>
    public async Task<IReadOnlyList<VenueFunding>> GetFunding(
        IReadOnlyList<Instrument> instruments, long fromTimeNs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        List<VenueFunding> payments = [];
        long fromMs = fromTimeNs / NsPerMs;
        while (true)
        {
            string query = string.Create(CultureInfo.InvariantCulture, $"incomeType=FUNDING_FEE&startTime={fromMs}&limit={MostRows}");
            byte[] body = await _rest.Ask(new("GET", "/fapi/v1/income", query, IncomeWeight, Security.Signed), cancellation);
            List<VenueFunding> page = [];
            (int rows, long newestMs) = AccountParser.TryReadFunding(body, Finder(instruments), page) ?? throw Unreadable("/fapi/v1/income");
            payments.AddRange(page.Where(payment => !payments.Contains(payment)));
            if (rows < MostRows || newestMs <= fromMs)
                return payments;
            fromMs = newestMs;
        }
    }
}
