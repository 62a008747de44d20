using System.Numerics;

namespace Quern.Domain.MarketData;

internal sealed partial class PriceLadder
{
    /// <summary>Goes from the best occupied price to the worst. A value: walking allocates nothing.</summary>
    internal struct LadderWalk(PriceLadder ladder)
    {
        private int _position = ladder._pageCount;
        private int _page;
        private int _slot;
        private uint _left;

        /// <summary>In ticks. Only after a move that succeeded.</summary>
        public readonly long Price => ladder.PriceAt(ladder._pageRanks[_position], _slot);

        /// <summary>What its owner put there, never zero.</summary>
        public readonly long Value => ladder._values[(_page << SlotBits) | _slot];

        public bool MoveNext()
        {
            if (_left == 0)
            {
                if (_position == 0)
                    return false;
                _position--;
                _page = ladder._pageOrder[_position];
                _left = ladder._occupied[_page];
            }

            _slot = SlotMask - BitOperations.LeadingZeroCount(_left);
            _left ^= 1u << _slot;
            return true;
        }
    }
}
