using Quern.Connectors.Binance;
using Quern.Domain.Orders;

namespace Quern.Connectors.Tests.Binance;

[Trait("Category", "unit")]
public sealed class BinanceErrorsTests
{
    // Every code of the venue page's table, section 9.
    public static TheoryData<int> ListedCodes =>
    [
        -1000, -1001, -1003, -1006, -1007, -1008, -1015, -1021, -5028, -1022, -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1111, -1116,
        -1117, -1118, -1130, -1121, -4140, -4141, -1125, -2010, -2011, -2013, -2014, -2015, -2018, -2019, -2020, -2021, -2022, -2023, -2025,
        -2027, -2028, -4003, -4004, -4005, -4013, -4014, -4023, -4016, -4024, -4131, -4116, -4118, -4120, -4164, -4061, -4192, -4400, -4401,
        -5021, -5022, -5024, -5025, -5026, -5027, -5041,
    ];

    [Theory, MemberData(nameof(ListedCodes))]
    public void Every_listed_code_has_a_reason_and_a_next_step_of_its_own(int code)
    {
        BinanceError error = BinanceErrors.Of(code);

        Assert.NotEqual(Reason.None, error.Reason);
        Assert.True(error.NextStep.Length > 10);
        Assert.NotEqual(BinanceErrors.Of(-99_999).NextStep, error.NextStep);
    }

    [Theory]
    [InlineData(-1000, true), InlineData(-1001, true), InlineData(-1006, true), InlineData(-1007, true), InlineData(-4116, true)]
    [InlineData(-1008, false), InlineData(-1021, false), InlineData(-2019, false), InlineData(-2011, false), InlineData(-99_999, false)]
    public void Only_some_codes_leave_the_outcome_open(int code, bool isUnknown) =>
        Assert.Equal(isUnknown, BinanceErrors.Of(code).IsOutcomeUnknown);

    [Theory]
    [InlineData(503, "Service Unavailable", false)]
    [InlineData(503, "Unknown error, please check your request or try again later.", true)]
    [InlineData(500, "", true)]
    [InlineData(502, "<html>Bad gateway</html>", true)]
    [InlineData(429, "", false)]
    [InlineData(418, "", false)]
    [InlineData(403, "", false)]
    public void Http_without_a_code_is_told_apart_by_status_and_words(int status, string body, bool isUnknown) =>
        Assert.Equal(isUnknown, BinanceErrors.OfHttp(status, System.Text.Encoding.UTF8.GetBytes(body)).IsOutcomeUnknown);

    [Theory]
    [InlineData(-5022, Reason.PostOnlyWouldCross), InlineData(-2019, Reason.InsufficientMargin), InlineData(-4164, Reason.FilterBroken)]
    [InlineData(-2011, Reason.UnknownOrder), InlineData(-5027, Reason.NoChange), InlineData(-2015, Reason.Unauthorised)]
    [InlineData(-1015, Reason.RateLimited), InlineData(-1021, Reason.RequestExpired), InlineData(-5028, Reason.RequestExpired)]
    [InlineData(-2022, Reason.ReduceOnlyRefused), InlineData(-1121, Reason.InstrumentClosed), InlineData(-1102, Reason.OurBug)]
    [InlineData(-2025, Reason.TooManyOpenOrders), InlineData(-2027, Reason.VenuePositionLimit), InlineData(-5021, Reason.TimeInForceEnded)]
    public void Codes_map_into_our_closed_list(int code, Reason reason) => Assert.Equal(reason, BinanceErrors.Of(code).Reason);
}
