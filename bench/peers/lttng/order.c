/* Writes COUNT events in each of five rounds, as fast as it can or RATE of them in a second, and prints the ns per event of
 * the round in the middle.
 */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "order.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 5, BURST = 1000 };

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

/* Waits, after a burst, until as many events are due at this rate as were written since then. */
static void keep_to(double rate, double begin, long written)
{
    double ahead_ns = begin + written / rate * 1e9 - now_ns();
    struct timespec pause;

    if (ahead_ns > 0) {
        pause.tv_sec = (time_t)(ahead_ns / 1e9);
        pause.tv_nsec = (long)(ahead_ns - pause.tv_sec * 1e9);
        nanosleep(&pause, NULL);
    }
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 0;
    double rate = argc > 2 ? atof(argv[2]) : 0;
    double rounds[ROUNDS];

    if (count < 1) {
        fprintf(stderr, "usage: %s COUNT [RATE]\n", argv[0]);
        return 2;
    }
    for (int round = 0; round < ROUNDS; round++) {
        double begin = now_ns();
        for (long id = 0; id < count; id++) {
            lttng_ust_tracepoint(ringtail_bench, order, (uint64_t)id, 7, 1999);
            if (rate > 0 && (id + 1) % BURST == 0)
                keep_to(rate, begin, id + 1);
        }
        rounds[round] = (now_ns() - begin) / count;
    }
    qsort(rounds, ROUNDS, sizeof rounds[0], ascending);
    printf("%.1f\n", rounds[ROUNDS / 2]);
    return 0;
}
