/*
 * Models a CPU's ring as in RingWriter and Ring (client), RingReader, PageRepair and RingRepair (daemon). docs/ring.md
 * explains it; the script "check" lists the macros of each configuration, and the guard that each mutation omits.
 *
 * Each access to shared memory is one step, except for the fields of an intent. Memory is sequentially consistent;
 * docs/ring.md argues what weaker memory needs.
 */
#ifndef WRITERS
#define WRITERS 2
#endif
/* The number of events that each writer writes. */
#ifndef EVENTS
#define EVENTS 2
#endif
/* The first writer's number of events, if smaller. */
#ifndef FIRST_EVENTS
#define FIRST_EVENTS EVENTS
#endif
/* The number of sub-buffers, units in each, units of its header, units of the longest event. */
#ifndef N
#define N 2
#endif
#ifndef U
#define U 4
#endif
#define H 2
#ifndef LONGEST
#define LONGEST 2
#endif
/* The number of lap tags. */
#ifndef LAPS
#define LAPS 4
#endif
#ifndef KILLS
#define KILLS 0
#endif
#ifndef REPAIRER_DEATHS
#define REPAIRER_DEATHS 0
#endif
#ifndef READER_DEATHS
#define READER_DEATHS 0
#endif

#define UNDECIDED 0
#define DECIDED 1

#define Q(position) ((position) / U)
#define OFFSET(position) ((position) % U)
#define SLOT(q) ((q) % N)
#define LAP(q) (((q) / N) % LAPS)
#define UNIT(q, offset) (SLOT(q) * U + (offset))

/* The ring's words. */
byte reserve;
byte top;
byte consumed;
byte events[N];          /* a slot's commit word, split in three */
byte lap[N] = LAPS - 1;
byte units[N] = U;
byte sequence[N];
byte base[N];
byte data[N * U];        /* an event's number in each of its units; in a header's first unit, its sub-buffer + 1 */
#define PADDING 255
#define LOST 128         /* ringtail:lost in place of an event */
#define HEADER(q) ((q) + 1)

/* The thread slots. */
#define EMPTY 0
#define EVENT 1
#define CLOSE 2
#define OPEN 3
byte kind[WRITERS];
byte intent_q[WRITERS];
byte intent_old[WRITERS];
byte intent_units[WRITERS];
byte intent_base[WRITERS];
byte intent_id[WRITERS];

/* The state of the writers. */
bit dead[WRITERS];
bit over[WRITERS];
byte dropped;
bit ambiguous;

/* Ghost state, which no process can read. */
#define IDS (WRITERS * EVENTS + 1)
#define NOWHERE 255
byte owed[N * U];        /* the writer that owes a unit, + 1 */
byte entered[N];         /* the sub-buffer that a slot holds, + 1 */
byte place[IDS] = NOWHERE;
byte length[IDS];
byte reserved;
#ifdef REPAIR
byte lost_units[N * U];  /* units of the ringtail:lost that begins there */
#endif
#ifdef BOUNDED
byte tries[WRITERS];     /* since another writer progressed */
#endif
#ifdef TIME
byte clock = 1;
byte last_timestamp;     /* a word of the ring */
byte newest;             /* the full time of the newest reservation */
#ifndef STAMPS
#define STAMPS 4
#endif
#define DELTA_LIMIT (STAMPS / 2)
#endif
#ifdef FENCES
/*
 * With fences, the stamp in reserve is not always the newest event's. The number of fences represents the stamp in a
 * CAS: the model omits that the stamp recurs exactly one range later.
 */
byte stamp_word;
byte fences;
byte fenced;             /* no event can be reserved any more with an earlier time */
#define DISAGREEMENT_LIMIT (DELTA_LIMIT / 2)
#define SAME_WORD (reserve == w && fences == seen_fences)
#else
#define SAME_WORD (reserve == w)
#endif

/* A step changed shared state: the other processes may retry. */
inline moved(k) {
#ifdef BOUNDED
    tries[0] = (k == 0 -> tries[0] : 0);
    tries[1] = (k == 1 -> tries[1] : 0);
#if WRITERS > 2
    tries[2] = (k == 2 -> tries[2] : 0);
#endif
#endif
    skip
}

/* Only the writer that owes a unit stores into it; no writer owes units of a delivered page. */
inline store(k, q, offset, value) {
    assert(owed[UNIT(q, offset)] == k + 1);
    data[UNIT(q, offset)] = value
}

/* Reserves units: no writer may owe them, and none may owe anything in a page being entered. For use in a d_step. */
inline take(k, q, from, to, unit) {
    unit = from;
    do
    :: unit < to -> assert(owed[UNIT(q, unit)] == 0); owed[UNIT(q, unit)] = k + 1; unit++
    :: else -> break
    od;
    unit = 0
}

inline assert_unowed(q, unit) {
    unit = 0;
    do
    :: unit < U -> assert(owed[UNIT(q, unit)] == 0); unit++
    :: else -> break
    od;
    unit = 0
}

/* Commits units, which are then no longer owed. They belong to this lap, and no more are committed than fit. */
inline commit_units(k, q, count, unit) {
    assert(lap[SLOT(q)] == LAP(q) && entered[SLOT(q)] == q + 1);
    assert(units[SLOT(q)] + count <= U);
    units[SLOT(q)] = units[SLOT(q)] + count;
    unit = 0;
    do
    :: unit < U ->
        if :: owed[UNIT(q, unit)] == k + 1 -> owed[UNIT(q, unit)] = 0 :: else fi;
        unit++
    :: else -> break
    od;
    unit = 0
}

#ifdef REPAIR
#define SETTLED(k) (over[k] || (dead[k] && kind[k] == EMPTY))
#else
#define SETTLED(k) over[k]
#endif
#if WRITERS > 2
#define AT_REST (SETTLED(0) && SETTLED(1) && SETTLED(2))
#else
#define AT_REST (SETTLED(0) && SETTLED(1))
#endif
#define WHOLE(s) (units[s] == U || (SLOT(Q(reserve)) == s && (OFFSET(reserve) == units[s] \
        || (OFFSET(reserve) == DECIDED && units[s] == 0))))

#ifdef RANGE
/* RingGeometry.widen for a sub-buffer's number modulo RANGE. */
#define WIDEN(q) (top + ((q) % RANGE + RANGE + RANGE / 2 - top % RANGE) % RANGE - RANGE / 2)
#endif
#include "ring_writer.pml"
#ifdef READER
#include "ring_reader.pml"
#endif
#ifdef REPAIR
#include "ring_repair.pml"
#endif

#if KILLS > 0
proctype killer() {
    byte kills;
    byte k;
    do
    :: atomic { kills < KILLS ->
            if
            :: k = 0
            :: k = 1
#if WRITERS > 2
            :: k = 2
#endif
            fi;
            if :: !dead[k] && !over[k] -> dead[k] = 1; kills++ :: else fi;
            k = 0 }
    :: break
    od
}
#endif

#ifdef FENCES
/* RingFence: in the code, a reader fences when it has reached the end; here, at any position. */
proctype fencer() {
    byte before;
    byte w;
    byte seen_fences;
    byte now;
    do
    :: fences < FENCES ->
        before = clock;
        atomic {
            w = reserve;
            seen_fences = fences;
#ifndef FENCE_UNDECIDED_LATE
            if
            :: OFFSET(w) == UNDECIDED -> fenced = (before > fenced -> before : fenced); w = 0; before = 0; break
            :: else
            fi
#endif
        };
#ifdef FENCE_CLOCK_FIRST
        now = before;
#else
        now = clock;
#endif
        atomic {
            if
#ifdef FENCE_UNDECIDED_LATE
            :: OFFSET(w) == UNDECIDED -> fenced = (now > fenced -> now : fenced)
#endif
            :: OFFSET(w) != UNDECIDED && SAME_WORD ->
#ifdef FENCE_STAMP_OF_ITS_TIME
                stamp_word = now % STAMPS;
#else
                stamp_word = (now + DELTA_LIMIT) % STAMPS;
#endif
#ifndef FENCE_WITHOUT_CAS
                fences++;
#endif
                fenced = (now > fenced -> now : fenced)
            :: else
            fi;
            before = 0; w = 0; seen_fences = 0; now = 0
        }
    :: break
    od
}
#endif

#ifdef TIME
proctype clock_ticks() {
    do
    :: clock < TIME -> clock++
    :: break
    od
}
#endif

/* When no writer is inside an event and everything that the dead owed is settled, no sub-buffer is held. */
proctype checker() {
    byte s;
end:
    d_step { AT_REST ->
        s = 0;
        do
        :: s < N -> assert(WHOLE(s)); s++
        :: else -> break
        od;
        s = 0;
        do
        :: s < N * U -> assert(owed[s] == 0); s++
        :: else -> break
        od
    }
}

init {
    atomic {
        run checker();
        run writer(0);
        run writer(1);
#if WRITERS > 2
        run writer(2);
#endif
#ifdef READER
        run reader();
#endif
#ifdef REPAIR
        run repairer();
#endif
#if KILLS > 0
        run killer();
#endif
#ifdef TIME
        run clock_ticks();
#endif
#ifdef FENCES
        run fencer();
#endif
    }
}
