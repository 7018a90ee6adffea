/* The daemon: its conductor, a reading thread, and the possible fates of its clients. */

/* A restart may follow any step. */
#if RESTARTS > 0
#define STEP if :: restarts < RESTARTS -> restarts++; goto start :: skip fi;
#else
#define STEP skip;
#endif

#ifdef NO_GENERATION
#define ANSWERED(r) ((acknowledged[r] & 15) >= my_epoch)
#else
#define ANSWERED(r) (acknowledged[r] / GENERATION == generation[r] && (acknowledged[r] & 15) >= my_epoch)
#endif

#ifdef NO_GENERATION_AHEAD
#define MAPPED_AHEAD(r) (ahead[r] > 0)
#else
#define MAPPED_AHEAD(r) (ahead[r] > 0 && ahead[r] == generation[r])
#endif

inline initialise() {
    atomic { made[c]++; region[c] = 0; pending_region[c] = 1 };
    STEP
}

inline prepare() {
    if
#ifdef INITIALISE_AGAIN
    :: true ->
#else
    :: !prepared[c] ->
#endif
        initialise();
        pending_daemon_ring[c] = 1;
        STEP
        pending_prepared[c] = 1;
        STEP
    :: else
    fi
}

inline move_epoch() {
    d_step { !pending_epoch -> my_epoch++; next_epoch = my_epoch; pending_epoch = 1 };
    STEP
}

inline ring_doorbells() {
    d_step {
        doorbell[0] = doorbell[0] || connected[0];
#if CLIENTS > 1
        doorbell[1] = doorbell[1] || connected[1];
#endif
    };
    STEP
}

inline send_message() {
    atomic { DAEMON_DRAINED -> message_count++; message_cpu = c; message_epoch = my_epoch };
    STEP
    ring_doorbells()
}

/* Collects the list of clients to wait for. */
inline scan() {
    i = 0;
    do
    :: i < CLIENTS ->
#ifdef WAIT_FOR_SOCKETS
        waiting[i] = in_use[i] && connected[i];
#else
        waiting[i] = in_use[i];
#endif
        i++
    :: else -> i = 0; break
    od
}

inline await() {
    do
    :: i < CLIENTS ->
        if
        :: !waiting[i] || !in_use[i] || ANSWERED(i) || MAPPED_AHEAD(i)
#ifdef TIME_LIMIT
        :: true
#endif
#ifdef CANNOT_MAP
        :: i == 0
#endif
        fi;
        i++
    :: else -> i = 0; break
    od;
    STEP
}

inline interrupt(k) {
    if
    :: REGISTERED >> (k) & 1 ->
        /* One thread at a time, in any order. */
        if
        :: d_step { barrier_in(k) }; d_step { drain_conductor(k, i) }
        :: d_step { drain_conductor(k, i) }; d_step { barrier_in(k) }
        fi
    :: else
    fi
}

inline barrier_of_daemon() {
    drain_daemon();
#if defined WITH_READER && !defined READER_NOT_REGISTERED
    d_step { barrier_in(READER) };
#endif
#ifndef NO_MEMBARRIER
#if CLIENTS > 1
    if
    :: skip; interrupt(0); interrupt(1)
    :: skip; interrupt(1); interrupt(0)
    fi;
#else
    interrupt(0);
#endif
#endif
    STEP
}

#ifdef ONE_CPU_A_ROUND
#define WANTED(c) (c == round)
#else
#define WANTED(c) true
#endif
#define FOR_EACH_CPU c = 0; do :: c < CPUS -> if :: WANTED(c) && !online[c] && !pending_online[c] ->
#define NEXT_CPU :: else fi; c++ :: else -> c = 0; break od

inline bring_online() {
#ifdef SCAN_BEFORE_EPOCH
    FOR_EACH_CPU prepare() NEXT_CPU;
    scan();
    move_epoch();
    DAEMON_DRAINED;
#elif defined CONTROL_RING
    FOR_EACH_CPU prepare(); move_epoch(); send_message() NEXT_CPU;
    DAEMON_DRAINED;
    scan();
#else
    FOR_EACH_CPU prepare() NEXT_CPU;
    move_epoch();
#ifndef NO_FENCE_BEFORE_SCAN
    DAEMON_DRAINED;
    STEP
#endif
    ring_doorbells();
    scan();
#endif
#ifdef SCAN_BEFORE_EPOCH
    ring_doorbells();
#endif
#ifndef NO_WAIT
    await();
#endif
#ifndef NO_BARRIER
    barrier_of_daemon();
#endif
    FOR_EACH_CPU pending_online[c] = 1; STEP NEXT_CPU
}

inline take_offline() {
    DAEMON_DRAINED;
    online[0] = 0;
    STEP
}

inline adopt() {
    drain_daemon();
    atomic {
#ifdef RESET_EPOCH
        my_epoch = 0;
#else
        my_epoch = epoch;
#endif
        if
        :: restarts > 0 ->
            connected[0] = 0;
#if CLIENTS > 1
            connected[1] = 0;
#endif
        :: else
        fi;
        c = 0;
        i = 0
    }
}

proctype daemon() {
    byte my_epoch;
    byte restarts;
    byte round;
    byte c;
    byte i;
    bit waiting[CLIENTS];

start:
    adopt();
    do
    :: round < ROUNDS ->
        bring_online();
        round++;
#ifndef ONE_CPU_A_ROUND
        if
        :: round < ROUNDS -> take_offline()
        :: else
        fi
#endif
    :: else -> break
    od
}

/* A daemon thread that reads rings: a read site like a writer's. */
proctype reader() {
    byte c;
    byte before;
    bit bit_set;
    bit mine;
    read_site(READER, daemon_ring[c]);
    use(READER)
}

proctype death() { dead[0] = 1 }

/* The daemon proves a client's death, and frees its record. */
proctype reaper() {
end:
    atomic { dead[0] && in_use[0] && !pending_in_use[0] -> in_use[0] = 0 }
}

proctype stop() { stopped[0] = 1 }
