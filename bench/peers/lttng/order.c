/* Writes COUNT events in each of five rounds and prints the rounds' ns per event, the median first.
 */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "order.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 5 };

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 0;
    double rounds[ROUNDS];

    if (count < 1) {
        fprintf(stderr, "usage: %s COUNT\n", argv[0]);
        return 2;
    }
    for (int round = 0; round < ROUNDS; round++) {
        double begin = now_ns();
        for (long id = 0; id < count; id++)
            lttng_ust_tracepoint(ringtail_bench, order, (uint64_t)id, 7, 1999);
        rounds[round] = (now_ns() - begin) / count;
    }
    qsort(rounds, ROUNDS, sizeof rounds[0], ascending);
    printf("%.1f\n", rounds[ROUNDS / 2]);
    return 0;
}
