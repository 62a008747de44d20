/*
 * Quern's matching engine for C: one instrument, price-time priority, integers only.
 *
 * Prices are ticks, sizes are lots, ids are any 64 bits. One engine is used by one thread at a time; different engines
 * are independent. Nothing here throws, logs, reads a clock or touches a file. Little-endian 64-bit machines.
 */
#ifndef QUERN_MATCHING_H
#define QUERN_MATCHING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct quern_engine quern_engine;

/* What a command asks for. */
enum { QUERN_PLACE = 1, QUERN_CANCEL = 2, QUERN_AMEND = 3 };

enum { QUERN_BUY = 0, QUERN_SELL = 1 };
enum { QUERN_LIMIT = 0, QUERN_MARKET = 1 };
enum { QUERN_GOOD_TILL_CANCELED = 0, QUERN_IMMEDIATE_OR_CANCEL = 1, QUERN_FILL_OR_KILL = 2 };

/* Which of two orders of one owner ends instead of trading; counts for the incoming order. Owner 0 is nobody. */
enum { QUERN_EXPIRE_MAKER = 0, QUERN_EXPIRE_TAKER = 1, QUERN_EXPIRE_BOTH = 2, QUERN_SELF_TRADE_ALLOWED = 3 };

/* One command, 40 bytes. A field that its kind does not need is not looked at. */
typedef struct {
    uint8_t kind;
    uint8_t side;
    uint8_t type;
    uint8_t time_in_force;
    uint8_t post_only;      /* 0 or 1 */
    uint8_t self_trade;
    uint16_t reserved;      /* 0 */
    int32_t owner;
    uint32_t reserved2;     /* 0 */
    int64_t order_id;       /* unique among resting orders */
    int64_t price;          /* not looked at for market orders */
    int64_t quantity;       /* of an amend: the new total, what is filled included */
} quern_command;

/* What happened. */
enum {
    QUERN_ACCEPTED = 1,
    QUERN_REJECTED = 2,      /* changed nothing */
    QUERN_TRADED = 3,        /* order_id took, maker_order_id rested; price is the maker's */
    QUERN_CANCELLED = 4,     /* quantity is what was left */
    QUERN_EXPIRED = 5,       /* by time in force or self-trade prevention; quantity is what was left */
    QUERN_REPLACED = 6,      /* quantity is the new total */
    QUERN_LEVEL_CHANGED = 7  /* quantity rests at price on side now; one per changed level and command, after all else */
};

/* One event, 80 bytes. */
typedef struct {
    uint8_t kind;
    uint8_t side;           /* of the order; of a trade the taker's */
    uint8_t reason;         /* why it was rejected or ended; 0 when there is nothing to say */
    uint8_t reserved;
    uint32_t command;       /* index of the command that caused it */
    int32_t owner;
    int32_t maker_owner;
    int64_t order_id;
    int64_t maker_order_id; /* of a trade, else 0 */
    int64_t price;
    int64_t quantity;
    int64_t remaining;      /* left of order_id */
    int64_t maker_remaining;
    int64_t trade_id;       /* 1, 2, 3 ... */
    int64_t reserved2;
} quern_event;

/*
 * A new, empty engine with room for so many resting orders (64 to 16,777,216; other numbers mean the nearest of these).
 * It grows when more rest. Free it with quern_matching_destroy.
 */
quern_engine *quern_matching_create(int32_t orders);
void quern_matching_destroy(quern_engine *engine);

/*
 * Executes commands in order. A malformed one (unknown kind, side, type ...) is answered by QUERN_REJECTED like any other
 * that can't be, and the rest is executed.
 * Returns the number of events, and where they are: valid until the next call on this engine. -1 when an argument is
 * null or count is negative; then nothing was executed.
 */
int32_t quern_matching_execute(quern_engine *engine, const quern_command *commands, int32_t count, const quern_event **events);

/* The best price of a side and the lots there. Returns 1, or 0 when the side is empty or an argument is null. */
int32_t quern_matching_best(quern_engine *engine, uint8_t side, int64_t *price, int64_t *lots);

/* Lots resting at a price; 0 when none. */
int64_t quern_matching_lots_at(quern_engine *engine, uint8_t side, int64_t price);

/* Resting orders. */
int64_t quern_matching_orders(quern_engine *engine);

#ifdef __cplusplus
}
#endif

#endif
