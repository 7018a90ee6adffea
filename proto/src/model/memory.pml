/*
 * Weakly ordered memory. A store stays in its thread's buffer (pending_x) until it drains, at any time and in any
 * order, except that a release waits for its thread's earlier stores. A thread's fence, or an interrupt that executes
 * one, empties its buffer. Loads can be early only at the read sites, see writer(): elsewhere they are acquire loads.
 */

/* The mapped file. */
bit region[CPUS];        /* initialised */
bit prepared[CPUS];      /* the descriptor's state */
bit online[CPUS];        /* the mask */
byte epoch;
bit in_use[CLIENTS];     /* a record's state */
byte generation[CLIENTS];
byte acknowledged[CLIENTS];
byte ahead[CLIENTS];

/* The private memory of each client and of the daemon. */
bit ring[CLIENTS * CPUS];
bit attached[CLIENTS];
bit rings_attached[CLIENTS];
bit daemon_ring[CPUS];

bit pending_region[CPUS];
bit pending_daemon_ring[CPUS];
bit pending_prepared[CPUS];
bit pending_epoch;
bit pending_online[CPUS];
byte next_epoch;

bit pending_in_use[CLIENTS];
bit pending_ring[CLIENTS * CPUS];
bit pending_acknowledged[CLIENTS];
bit pending_ahead[CLIENTS];
bit pending_attached[CLIENTS];
bit pending_rings_attached[CLIENTS];
byte next_acknowledged[CLIENTS];
byte next_ahead[CLIENTS];

#if CPUS == 1
#define PENDING_REGIONS (pending_region[0] || pending_daemon_ring[0])
#define PENDING_PREPARED pending_prepared[0]
#define PENDING_ONLINE pending_online[0]
#define PENDING_RINGS(k) pending_ring[k]
#else
#define PENDING_REGIONS (pending_region[0] || pending_daemon_ring[0] || pending_region[1] || pending_daemon_ring[1])
#define PENDING_PREPARED (pending_prepared[0] || pending_prepared[1])
#define PENDING_ONLINE (pending_online[0] || pending_online[1])
#define PENDING_RINGS(k) (pending_ring[(k) * 2] || pending_ring[(k) * 2 + 1])
#endif

#define DAEMON_DRAINED (!PENDING_REGIONS && !PENDING_PREPARED && !pending_epoch && !PENDING_ONLINE)
#define CONDUCTOR_DRAINED(k) (!pending_in_use[k] && !PENDING_RINGS(k) && !pending_acknowledged[k] \
        && !pending_attached[k] && !pending_rings_attached[k] && !pending_ahead[k])

inline drain_ahead(k) { pending_ahead[k] = 0; ahead[RECORD(k)] = next_ahead[k] }
inline drain_acknowledged(k) { pending_acknowledged[k] = 0; acknowledged[RECORD(k)] = next_acknowledged[k] }

/* Buffers drain on their own, whether their owner is dead or alive. */
proctype memory() {
end:
    do
#ifdef STORES_UNORDERED
#define PUBLISHABLE true
#else
#define PUBLISHABLE (!PENDING_REGIONS && !PENDING_PREPARED && !pending_epoch)
#endif
#define DRAINS_OF_CPU(c) \
    :: d_step { pending_region[c] -> pending_region[c] = 0; region[c] = 1 } \
    :: d_step { pending_daemon_ring[c] -> pending_daemon_ring[c] = 0; daemon_ring[c] = 1 } \
    :: d_step { pending_prepared[c] && !PENDING_REGIONS -> pending_prepared[c] = 0; prepared[c] = 1 } \
    :: d_step { pending_online[c] && PUBLISHABLE -> pending_online[c] = 0; online[c] = 1 }
    DRAINS_OF_CPU(0)
#if CPUS > 1
    DRAINS_OF_CPU(1)
#endif
    :: d_step { pending_epoch && !PENDING_REGIONS && !PENDING_PREPARED -> pending_epoch = 0; epoch = next_epoch }
#ifdef ACKNOWLEDGE_WITHOUT_RELEASE
#define ACKNOWLEDGEABLE(k) pending_acknowledged[k]
#else
#define ACKNOWLEDGEABLE(k) (pending_acknowledged[k] && !PENDING_RINGS(k))
#endif
#ifdef SAY_AHEAD_WITHOUT_RELEASE
#define AHEAD_MAY_BE_SAID(k) pending_ahead[k]
#else
#define AHEAD_MAY_BE_SAID(k) (pending_ahead[k] && !PENDING_RINGS(k))
#endif
#define DRAINS_OF_CLIENT(k) \
    :: d_step { AHEAD_MAY_BE_SAID(k) -> drain_ahead(k) } \
    :: d_step { pending_in_use[k] -> pending_in_use[k] = 0; in_use[RECORD(k)] = 1 } \
    :: d_step { pending_ring[(k) * CPUS] -> pending_ring[(k) * CPUS] = 0; ring[(k) * CPUS] = 1 } \
    :: d_step { pending_ring[(k) * CPUS + CPUS - 1] \
            -> pending_ring[(k) * CPUS + CPUS - 1] = 0; ring[(k) * CPUS + CPUS - 1] = 1 } \
    :: d_step { ACKNOWLEDGEABLE(k) -> drain_acknowledged(k) } \
    :: d_step { pending_attached[k] && ATTACHABLE(k) -> pending_attached[k] = 0; attached[k] = 1 } \
    :: d_step { pending_rings_attached[k] && !PENDING_RINGS(k) -> pending_rings_attached[k] = 0; rings_attached[k] = 1 }
#ifdef PUBLISH_SEPARATELY
#define ATTACHABLE(k) true
#else
#define ATTACHABLE(k) (!PENDING_RINGS(k))
#endif
    DRAINS_OF_CLIENT(0)
#if CLIENTS > 1
    DRAINS_OF_CLIENT(1)
#endif
    od
}

inline drain_daemon() {
    d_step {
        i = 0;
        do
        :: i < CPUS ->
            if :: pending_region[i] -> pending_region[i] = 0; region[i] = 1 :: else fi;
            if :: pending_daemon_ring[i] -> pending_daemon_ring[i] = 0; daemon_ring[i] = 1 :: else fi;
            if :: pending_prepared[i] -> pending_prepared[i] = 0; prepared[i] = 1 :: else fi;
            if :: pending_online[i] -> pending_online[i] = 0; online[i] = 1 :: else fi;
            i++
        :: else -> break
        od;
        if :: pending_epoch -> pending_epoch = 0; epoch = next_epoch :: else fi;
        i = 0
    }
}

/* For use in a d_step. */
inline drain_conductor(k, j) {
    j = 0;
    do
    :: j < CPUS ->
        if :: pending_ring[(k) * CPUS + j] -> pending_ring[(k) * CPUS + j] = 0; ring[(k) * CPUS + j] = 1 :: else fi;
        j++
    :: else -> break
    od;
    j = 0;
    if :: pending_in_use[k] -> pending_in_use[k] = 0; in_use[RECORD(k)] = 1 :: else fi;
    if :: pending_acknowledged[k] -> drain_acknowledged(k) :: else fi;
    if :: pending_ahead[k] -> drain_ahead(k) :: else fi;
    if :: pending_attached[k] -> pending_attached[k] = 0; attached[k] = 1 :: else fi;
    if :: pending_rings_attached[k] -> pending_rings_attached[k] = 0; rings_attached[k] = 1 :: else fi
}
