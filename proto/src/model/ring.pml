/*
 * A CPU's ring, beside RingWriter and Ring (client), RingReader, PageRepair and RingRepair (daemon). docs/ring.md explains
 * it; the script "check" says which macros make which configuration, and which guard each mutation leaves out.
 *
 * Each access to shared memory is one step, but for the fields of an intent. Memory is in order: what weaker memory needs is argued in docs/ring.md.
 */
#ifndef WRITERS
#define WRITERS 2
#endif
/* Events of a writer. */
#ifndef EVENTS
#define EVENTS 2
#endif
/* The first writer's, where it writes fewer. */
#ifndef FIRST_EVENTS
#define FIRST_EVENTS EVENTS
#endif
/* Sub-buffers, units of each, units of its header, units of the longest event. */
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
/* Lap tags. */
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
byte events[N];          /* a slot's commit: three parts of one word */
byte lap[N] = LAPS - 1;
byte units[N] = U;
byte sequence[N];
byte base[N];
byte data[N * U];        /* an event's number in each of its units; in a header's first, its sub-buffer and one more */
#define PADDING 255
#define LOST 128         /* ringtail:lost in an event's place */
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

/* Who is where. */
bit dead[WRITERS];
bit over[WRITERS];
byte dropped;
bit ambiguous;

/* What is true, and nobody can read. */
#define IDS (WRITERS * EVENTS + 1)
#define NOWHERE 255
byte owed[N * U];        /* who owes a unit, and one more */
byte entered[N];         /* the sub-buffer that a slot holds, and one more */
byte place[IDS] = NOWHERE;
byte length[IDS];
byte reserved;
#ifdef REPAIR
byte lost_units[N * U];  /* of the ringtail:lost that begins there */
#endif
#ifdef BOUNDED
byte tries[WRITERS];     /* since anybody else got on */
#endif
#ifdef TIME
byte clock = 1;
byte last_timestamp;     /* a word of the ring */
byte newest;             /* the time of the newest reservation, in full */
#ifndef STAMPS
#define STAMPS 4
#endif
#define DELTA_LIMIT (STAMPS / 2)
#endif
#ifdef FENCES
/*
 * With fences, the stamp is a part of reserve that is not always the newest event's. Their number stands for its value in a
 * CAS: that it comes to be the same again, a whole range later to the tick, is left out.
 */
byte stamp_word;
byte fences;
byte fenced;             /* no event is reserved any more with a time before this */
#define DISAGREEMENT_LIMIT (DELTA_LIMIT / 2)
#define SAME_WORD (reserve == w && fences == seen_fences)
#else
#define SAME_WORD (reserve == w)
#endif

/* Somebody's step changed something: whoever had to try again may do so. */
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

/* A page is not stored into but by who owes it; a delivered page is owed by nobody. */
inline store(k, q, offset, value) {
    assert(owed[UNIT(q, offset)] == k + 1);
    data[UNIT(q, offset)] = value
}

/* Units are reserved: nobody may owe them, and in a page that is entered nobody may owe anything. For a d_step. */
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

/* Units are committed: they are owed no more. They belong to this lap, and there are no more of them than fit. */
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
/* RingGeometry.widen, of a sub-buffer's number modulo RANGE. */
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
/* RingFence, of a reader that has come to the end; here it fences wherever the ring is. */
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

/* When nobody is inside an event and all that the dead owed is settled, no sub-buffer is held. */
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
