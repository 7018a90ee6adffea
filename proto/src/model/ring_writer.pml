/* A writing thread: RingWriter. The labels are the names of the steps in docs/ring.md. */

/*
 * Records the intent: EMPTY, the fields, then the kind. Repair uses only the fields of dead threads, so EMPTY and the
 * fields are one step; of a living thread it also reads the sub-buffer.
 */
inline tell(what) {
#ifdef REPAIR
#ifdef NO_EMPTY_FIRST
    intent_q[k] = q;
    d_step {
#else
    d_step {
        kind[k] = EMPTY;
        intent_q[k] = q;
#endif
        intent_old[k] = w;
        intent_units[k] = owes;
        intent_base[k] = before;
        intent_id[k] = id
    };
    kind[k] = what
#else
    skip
#endif
}

inline clear_intent() {
#ifdef REPAIR
    kind[k] = EMPTY
#else
    skip
#endif
}

#ifdef INTENT_AFTER
#define TELL_BEFORE(what)
#define TELL_AFTER(what) tell(what)
#else
#define TELL_BEFORE(what) tell(what)
#define TELL_AFTER(what)
#endif
#ifdef CLEAR_BEFORE_COMMIT
#define CLEAR_BEFORE clear_intent();
#define CLEAR_AFTER
#else
#define CLEAR_BEFORE
#define CLEAR_AFTER clear_intent();
#endif

/* RingWriter.advance's search for a slot: Ring.firstQuiet. */
#ifdef HELD_NOT_SKIPPED
#define QUIET(q) true
#else
#define QUIET(q) (units[SLOT(q)] == U)
#endif
#if defined(DISCARD) && !defined(CONSUMED_NOT_CHECKED)
#define FREE(q) ((q) < seen_consumed + N)
#else
#define FREE(q) true
#endif

#ifdef TIME
#ifdef SKEW
#define READ_CLOCK if :: now = clock :: now = clock - 1 fi
#else
#define READ_CLOCK now = clock
#endif
/* Reservation.date */
inline date() {
    absolute = 0;
    delta = 0;
    timestamp = now;
    delta = (now + 4 * STAMPS - stamp) % STAMPS;
    if
#if defined(FENCES) && !defined(FENCES_UNKNOWN_TO_WRITERS)
    :: now >= lt + DELTA_LIMIT - DISAGREEMENT_LIMIT -> absolute = 1; delta = 0
    :: now < lt + DELTA_LIMIT - DISAGREEMENT_LIMIT && delta >= DELTA_LIMIT - DISAGREEMENT_LIMIT && STAMPS - delta > DISAGREEMENT_LIMIT -> absolute = 1; delta = 0
#else
    :: now >= lt + DELTA_LIMIT -> absolute = 1; delta = 0
#endif
    :: else ->
        if
        :: delta >= DELTA_LIMIT -> timestamp = now + STAMPS - delta; delta = 0
        :: else
        fi
    fi
}
inline assert_time() {
    assert(timestamp >= newest);
    assert(absolute || opens || timestamp == newest + delta);
#ifdef FENCES
    assert(timestamp >= fenced);
    stamp_word = timestamp % STAMPS;
#endif
    newest = timestamp
}
#else
#define assert_time() skip
#endif

proctype writer(byte k) {
    byte w;         /* reserve as read */
    byte q;         /* the sub-buffer */
    byte wide;      /* the sub-buffer's number, widened */
    byte next;      /* the new value of reserve */
    byte n;         /* events so far */
    byte id;
    byte size;
    byte owes;      /* units */
    byte before;    /* events of the slot before this lap */
    byte c_units;
    byte c_lap;
    byte first;     /* the first sub-buffer that may come next */
    byte look;
    byte unit;
    bit opens;
    bit found;
    bit claimed;
#ifdef DISCARD
    byte seen_consumed;
#endif
#ifdef TIME
#ifdef FENCES
    byte seen_fences;
#endif
    byte now;
    byte lt;
    byte stamp;
    byte delta;
    byte timestamp;
    bit absolute;
#endif
    {
    skip;
event:
    atomic {
        w = 0; q = 0; next = 0; owes = 0; before = 0; c_units = 0; c_lap = 0; first = 0; look = 0; opens = 0; wide = 0;
        claimed = 0; found = 0;
#ifdef BOUNDED
        tries[k] = 0;
#endif
        if
        :: n == (k == 0 -> FIRST_EVENTS : EVENTS) -> id = 0; size = 0; over[k] = 1; goto ended
        :: else ->
            n++;
            id = k * EVENTS + n;
            if :: size = 1 :: LONGEST > 1 -> size = LONGEST fi;
            length[id] = size
        fi
    };

read_reserve:
#ifdef CLOCK_FIRST
    READ_CLOCK;
#endif
    atomic {
        w = reserve;
#ifdef TIME
#ifdef FENCES
        stamp = stamp_word;
        seen_fences = fences;
#else
        stamp = newest % STAMPS;
#endif
#endif
        q = Q(w); next = 0; owes = 0; before = 0; c_units = 0; c_lap = 0; first = 0; look = 0; claimed = 0; found = 0;
#ifdef BOUNDED
        tries[k]++;
        assert(tries[k] <= 5);
#endif
#ifndef TIME
        if
        :: OFFSET(w) >= H && OFFSET(w) + size <= U -> goto append
        :: OFFSET(w) == DECIDED -> goto open
        :: else -> goto advance
        fi
#endif
    };
#ifdef TIME
#ifndef CLOCK_FIRST
    READ_CLOCK;
#endif
    lt = last_timestamp;
    atomic {
        date();
#ifdef TIMESTAMP_LEADS
        last_timestamp = timestamp;
#endif
        if
        :: OFFSET(w) >= H && OFFSET(w) + size + absolute <= U -> goto append
        :: OFFSET(w) == DECIDED -> goto open
        :: else -> goto advance
        fi
    };
#endif

append:
    atomic { owes = size; opens = 0; next = w + size;
#ifdef TIME
        owes = owes + absolute; next = next + absolute
#endif
    };
    TELL_BEFORE(EVENT);
    atomic {
        if
        :: SAME_WORD ->
            reserve = next;
            place[id] = w;
            reserved++;
            take(k, q, OFFSET(w), OFFSET(w) + owes, unit);
            assert_time();
            moved(k)
        :: else -> goto read_reserve
        fi
    };
    TELL_AFTER(EVENT);
    goto commit;

open:
#ifdef RESERVE_FIRST
    if :: !SAME_WORD -> goto read_reserve :: else fi;
#endif
    atomic { c_units = units[SLOT(q)]; c_lap = lap[SLOT(q)]; before = events[SLOT(q)] };
#if !defined(RESERVE_NOT_READ_AGAIN) && !defined(RESERVE_FIRST)
    if :: !SAME_WORD -> goto read_reserve :: else fi;
#endif
#ifdef HEADER_BEFORE_PREPARE
    data[UNIT(q, 0)] = HEADER(q);
#endif
#ifdef PREPARED_BY_LAP
#define IS_PREPARED (c_lap == LAP(q))
#else
#define IS_PREPARED (c_units == 0)
#endif
#ifdef PREPARED_BY_STORE
#define IS_UNCHANGED true
#else
#define IS_UNCHANGED (units[SLOT(q)] == c_units && lap[SLOT(q)] == c_lap && events[SLOT(q)] == before)
#endif
    /* prepare: no writer owes anything in a quiet slot. */
    atomic {
        if
        :: !IS_PREPARED && IS_UNCHANGED ->
            units[SLOT(q)] = 0;
            lap[SLOT(q)] = LAP(q);
            events[SLOT(q)] = before;
            assert_unowed(q, unit);
            moved(k)
        :: !IS_PREPARED && !IS_UNCHANGED -> goto read_reserve
        :: else
        fi
    };
    d_step { owes = H + size; opens = 1; next = q * U + owes };
#if defined(RANGE) && !defined(WIDENED_LATE)
    wide = WIDEN(q);
#endif
    TELL_BEFORE(OPEN);
    atomic {
        if
        :: SAME_WORD ->
            assert_unowed(q, unit);
            reserve = next;
            place[id] = q * U + H;
            reserved++;
            entered[SLOT(q)] = q + 1;
            take(k, q, 0, owes, unit);
            assert_time();
            moved(k)
        :: else -> opens = 0; goto read_reserve
        fi
    };
    TELL_AFTER(OPEN);
#if defined(RANGE) && defined(WIDENED_LATE)
    wide = WIDEN(q);
#endif

commit:
#ifdef TIME
    last_timestamp = timestamp;
#endif
#ifdef ENTERED_LATE
#define ENTER_EARLY(step) skip
#else
#define ENTER_EARLY(step) step
#endif
    if
    :: opens ->
        store(k, q, 0, HEADER(q));
#ifndef BASE_AFTER_SEQUENCE
        ENTER_EARLY(base[SLOT(q)] = before);
#endif
#ifdef RANGE
        d_step { sequence[SLOT(q)] = wide; assert(wide == q) };
#else
        ENTER_EARLY(sequence[SLOT(q)] = q);
#endif
#ifdef BASE_AFTER_SEQUENCE
        ENTER_EARLY(base[SLOT(q)] = before)
#endif
    :: else
    fi;
#ifndef COMMIT_BEFORE_PAYLOAD
    store(k, q, OFFSET(place[id]), id);
    if
    :: size > 1 -> store(k, q, OFFSET(place[id]) + 1, id)
    :: else
    fi;
#endif
    CLEAR_BEFORE
#ifdef COMMIT_IN_TWO
    d_step { commit_units(k, q, owes, unit) };
    d_step { events[SLOT(q)]++; moved(k) };
#else
    d_step { events[SLOT(q)]++; commit_units(k, q, owes, unit); moved(k) };
#endif
#ifdef COMMIT_BEFORE_PAYLOAD
    data[UNIT(q, OFFSET(place[id]))] = id;
#endif
#ifdef ENTERED_LATE
    if
    :: opens -> base[SLOT(q)] = before; sequence[SLOT(q)] = q
    :: else
    fi;
#endif
    CLEAR_AFTER
    goto event;

advance:
    atomic { first = (OFFSET(w) == UNDECIDED -> q : q + 1); look = 0; found = 0 };
#ifdef DISCARD
    seen_consumed = consumed;
#endif
    do
    :: atomic { look < N && FREE(first + look) && QUIET(first + look) -> found = 1; break }
    :: atomic { look < N && FREE(first + look) && !QUIET(first + look) -> look++ }
    :: atomic { look == N || !FREE(first + look) -> break }
    od;
    atomic {
        if
        :: found -> next = (first + look) * U + DECIDED
        :: !found && OFFSET(w) != UNDECIDED -> next = first * U + UNDECIDED
        :: else -> goto drop
        fi;
        if
        :: OFFSET(w) != UNDECIDED -> goto close
        :: else
        fi
    };

decide:
    atomic {
        if
        :: SAME_WORD -> reserve = next; claimed = 1; moved(k)
        :: else -> goto read_reserve
        fi
    };
    goto raise_top;

close:
    owes = U - OFFSET(w);
    TELL_BEFORE(CLOSE);
    atomic {
        if
        :: SAME_WORD ->
            reserve = next;
            take(k, q, OFFSET(w), U, unit);
            moved(k)
        :: else -> goto read_reserve
        fi
    };
    TELL_AFTER(CLOSE);
    store(k, q, OFFSET(w), PADDING);
    CLEAR_BEFORE
    d_step { commit_units(k, q, owes, unit); moved(k) };
    CLEAR_AFTER

raise_top:
    if
    :: found -> atomic { top = (first + look > top -> first + look : top) }
    :: else
    fi;
    goto read_reserve;

drop:
    /* An event is dropped only if no open sub-buffer has room for it and none is decided. */
    atomic {
#ifndef DROP_ON_A_STALE_VIEW
        if :: !SAME_WORD -> goto read_reserve :: else fi;
#endif
        assert(OFFSET(reserve) == UNDECIDED || (OFFSET(reserve) >= H && OFFSET(reserve) + size > U))
    };
    clear_intent();
    dropped++;
    goto event;
ended:
    skip
    } unless { dead[k] }
}
