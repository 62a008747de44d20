using System.Runtime.CompilerServices;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Matching;

[Trait("Category", "unit")]
public sealed class EventFieldsTests
{
    [Fact]
    public void The_fields_of_an_event_lie_where_its_members_are()
    {
        var step = default(MatchEvent);
        ref EventFields fields = ref EventFields.Of(ref step);
        (fields.Kind, fields.Side, fields.Reason) = (MatchEventKind.Traded, Side.Sell, Reason.NoChange);
        (fields.OrderId, fields.Owner, fields.Price, fields.Quantity) = (1, 2, 3, 4);
        (fields.Remaining, fields.TradeId, fields.MakerOrderId, fields.MakerOwner, fields.MakerRemaining) = (5, 6, 7, 8, 9);

        Assert.Equal(new MatchEvent(MatchEventKind.Traded, Side.Sell, Reason.NoChange, 1, 2, 3, 4, 5, 6, 7, 8, 9), step);
        Assert.Equal(Unsafe.SizeOf<MatchEvent>(), Unsafe.SizeOf<EventFields>());
    }
}
