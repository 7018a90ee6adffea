/* The tracepoint of the comparison: the values that Ringtail's benchmark writes. */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER ringtail_bench

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "./order.h"

#if !defined(ORDER_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define ORDER_H
#include <lttng/tracepoint.h>
#include <stdint.h>

LTTNG_UST_TRACEPOINT_EVENT(
    ringtail_bench, order,
    LTTNG_UST_TP_ARGS(uint64_t, id, int32_t, quantity, uint64_t, price),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_integer(uint64_t, id, id)
        lttng_ust_field_integer(int32_t, quantity, quantity)
        lttng_ust_field_integer(uint64_t, price, price)))
#endif
#include <lttng/tracepoint-event.h>
