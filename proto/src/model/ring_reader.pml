/*
 * A reader: RingReader with LossAccount, reading everything since the ring was created. No process waits for it, except
 * a writer that needs its slot in discard mode. Time is not modelled: with MAY_PASS it may pass a held sub-buffer at
 * any time.
 */

#define LAP_DISTANCE(tag, q) (((tag) + LAPS - LAP(q)) % LAPS)
#define NONE 255

inline move_to(to) {
    q = to;
    offset = H;
#ifdef DISCARD
    consumed = q
#endif
}

/*
 * OldestSubbuf.after: a slot whose lap tag differs from its sequence's is being opened, for the sub-buffer that the
 * tag indicates.
 */
inline find_oldest() {
    oldest = NONE;
    newest = Q(reserve);
    slot = 0;
    do
    :: slot < N ->
        seen = sequence[slot];
        d_step {
            at = newest - (newest + N - slot) % N;
            if
            :: SLOT(seen) == slot && LAP(seen) == lap[slot] && (seen > 0 || entered[slot] > 0)
#ifndef JUMP_BY_SEQUENCE
            :: else -> seen = at - N * ((LAP(at) + LAPS - lap[slot]) % LAPS)
#else
            :: else -> seen = NONE
#endif
            fi;
            if
            :: newest >= slot && seen > q && seen <= newest && seen < oldest -> oldest = seen
            :: else
            fi;
            seen = 0;
            at = 0;
            slot++
        }
    :: atomic { slot == N -> slot = 0; break }
    od
}

/* Each event is delivered from its place, whole, once, and in its thread's order. For use in a d_step. */
inline deliver_event(value) {
    id = value & 127;
    assert(id > 0 && id < IDS);
    if
#ifdef REPAIR
    :: value & LOST -> size = lost_units[UNIT(q, at)]
#endif
    :: else ->
        assert(place[id] == q * U + at);
        assert(!had[id]);
        had[id] = 1;
        size = length[id];
        assert(id > newest_had[(id - 1) / EVENTS]);
        newest_had[(id - 1) / EVENTS] = id
    fi;
    assert(size > 0 && at + size <= until);
    assert(size == 1 || copy[at + 1] == value);
    at = at + size;
    delivered++;
    counted[SLOT(q)]++
}

#ifdef OPENS
/*
 * Opens a RingReader at the current end: LossAccount.since, FirstCounts, SlotWords. Counts the events that each slot
 * received before the first sub-buffer; reads a slot that is being opened again until its words are stored (the code
 * reads the opener's intent).
 */
inline open_now() {
    d_step {
        /* Every event delivered later is reserved from the first sub-buffer on, or is in flight in an earlier one. */
        q = Q(reserve);
        opened_at = q;
        slot = 1;
        do
        :: slot < IDS ->
            on_its_way = on_its_way + (place[slot] < q * U && entered[SLOT(Q(place[slot]))] == Q(place[slot]) + 1
                    && owed[place[slot] % (N * U)] != 0 -> 1 : 0);
            slot++
        :: else -> break
        od;
        slot = 0
    };
    do
    :: slot < N ->
        d_step { c_units = units[SLOT(slot)]; c_lap = lap[slot]; c_events = events[slot] };
        seen = sequence[slot];
        before = base[slot];
        still = (lap[slot] == c_lap -> 1 : 0);
        still = (still && sequence[slot] == seen -> 1 : 0);
        d_step {
            if
            :: !still
            :: still && SLOT(seen) == slot && LAP(seen) == c_lap && entered[slot] > 0 ->
                counted[slot] = (seen >= q -> before : c_events);
                at_opening = at_opening + counted[slot];
                slot++
            :: else ->
                if
                :: c_units == 0 || c_units == U ->
                    counted[slot] = c_events;
                    at_opening = at_opening + counted[slot];
                    slot++
                :: else
                fi
            fi;
            still = 0
        }
    :: atomic { slot == N -> slot = 0; seen = 0; before = 0; break }
    od
}
#endif

proctype reader() {
    byte q;
    byte offset = H;
    byte w;
    byte ahead;
    byte c_units;
    byte c_lap;
    byte c_events;
    byte until;
    byte before;
    byte copy[U];
    byte counted[N];
    byte lost;
    byte delivered;
    byte slot;
    byte oldest;
    byte newest;
    short seen;
    byte at;
    byte id;
    byte size;
    byte deaths;
    byte polls;
    bit at_rest;
    bit had[IDS];
    byte newest_had[WRITERS];
#ifdef MAY_PASS
    bit passed;
#endif
#ifdef OPENS
    byte opened_at;
    byte on_its_way;
    byte at_opening;
    bit still;

    open_now();
#endif

poll:
    atomic {
        w = 0; c_units = 0; c_lap = 0; c_events = 0; until = 0; before = 0; oldest = 0;
        if :: at_rest -> polls++; assert(polls < 4 * N + 4) :: AT_REST && !at_rest -> at_rest = 1 :: else fi
    };
#if READER_DEATHS > 0
    if
    :: atomic { deaths < READER_DEATHS ->
            deaths++;
            d_step { q = 0; offset = H; lost = 0; delivered = 0;
                slot = 0;
                do :: slot < N -> counted[slot] = 0; slot++ :: else -> break od;
                slot = 0;
                do :: slot < IDS -> had[slot] = 0; slot++ :: else -> break od;
                slot = 0;
                do :: slot < WRITERS -> newest_had[slot] = 0; slot++ :: else -> break od;
                slot = 0 };
#ifdef DISCARD
            q = consumed;
#endif
            goto poll }
    :: skip
    fi;
#endif
#ifdef RESERVE_BEFORE_COMMIT
    w = reserve;
#endif
    atomic {
#ifndef RESERVE_BEFORE_COMMIT
        w = reserve;
#endif
        ahead = Q(w) - q;
        assert(Q(w) >= q);
        if
        :: ahead == 0 && OFFSET(w) <= offset ->
            if
            :: at_rest -> goto caught_up
            :: else -> goto poll
            fi
        :: else
        fi
    };
    d_step { c_units = units[SLOT(q)]; c_lap = lap[SLOT(q)]; c_events = events[SLOT(q)] };
    if
    :: LAP_DISTANCE(c_lap, q) == 0
    :: LAP_DISTANCE(c_lap, q) > 0 && LAP_DISTANCE(c_lap, q) < (LAPS + 1) / 2 -> goto jump
    :: LAP_DISTANCE(c_lap, q) >= (LAPS + 1) / 2 && ahead == 0 -> goto poll
    :: LAP_DISTANCE(c_lap, q) >= (LAPS + 1) / 2 && ahead > 0 ->
        /* passUnused */
        if
        :: atomic { top - q >= N -> goto jump }
        :: atomic { top - q < N -> move_to(q + 1); goto poll }
        fi
    fi;

readable:
    if
    :: c_units == U -> until = U
    :: c_units < U ->
        atomic {
#ifndef RESERVE_BEFORE_COMMIT
            w = reserve;
#endif
            if
#ifdef PARTIAL_WITHOUT_RESERVE
            :: c_units > offset -> until = c_units
#else
            :: Q(w) == q && OFFSET(w) == c_units && c_units > offset -> until = c_units
#endif
#ifdef MAY_PASS
            :: ahead > 0 && !at_rest -> move_to(q + 1); passed = 1; goto poll
#endif
            :: else -> goto poll
            fi
        }
    fi;

copy_page:
    before = base[SLOT(q)];
    d_step {
        at = offset;
        do
        :: at < until -> copy[at] = data[UNIT(q, at)]; at++
        :: else -> break
        od;
        if :: offset == H -> copy[0] = data[UNIT(q, 0)] :: else fi;
        at = 0
    };
#ifndef LAP_NOT_CHECKED
    if :: lap[SLOT(q)] != c_lap -> goto stale :: else fi;
#endif
#ifndef SEQUENCE_NOT_CHECKED
    if :: sequence[SLOT(q)] != q -> goto stale :: else fi;
#endif

    d_step {
        if
        :: offset == H ->
            assert(copy[0] == HEADER(q));
            assert(before >= counted[SLOT(q)]);
            lost = lost + before - counted[SLOT(q)];
            counted[SLOT(q)] = before
        :: else
        fi;
#ifdef DISCARD
        assert(lost == 0);
#endif
        at = offset;
        do
        :: at < until && copy[at] != PADDING -> deliver_event(copy[at])
        :: else -> break
        od;
        offset = until;
        at = 0;
        do
        :: at < U -> copy[at] = 0; at++
        :: else -> break
        od;
        at = 0; id = 0; size = 0;
        if
        :: offset == U && c_units == U ->
            /* leave: counted events that the page does not contain cannot be read. */
            assert(c_events >= counted[SLOT(q)]);
            assert(ambiguous || c_events == counted[SLOT(q)]);
            lost = lost + c_events - counted[SLOT(q)];
            counted[SLOT(q)] = c_events
        :: else
        fi
    };
    if
    :: offset == U -> move_to(q + 1)
    :: else
    fi;
    goto poll;

stale:
    atomic {
        at = 0;
        do
        :: at < U -> copy[at] = 0; at++
        :: else -> break
        od;
        at = 0
    };
    if
    :: atomic { sequence[SLOT(q)] > q -> goto jump }
    :: atomic { sequence[SLOT(q)] <= q ->
            if
            :: Q(reserve) > q -> move_to(q + 1)
            :: else -> offset = (OFFSET(reserve) > H -> OFFSET(reserve) : H)
            fi;
            goto poll }
    fi;

jump:
    find_oldest();
    atomic {
#ifdef JUMP_TO_THE_NEWEST
        if :: oldest == NONE -> oldest = Q(reserve) :: else fi;
#else
        if :: oldest == NONE -> oldest = newest :: else fi;
#endif
        if
        :: oldest > q -> move_to(oldest)
        :: else
        fi;
        newest = 0;
        goto poll
    };

caught_up:
    /* Every event written was delivered or reported as lost. */
    atomic {
        slot = 0;
        at = 0;
        size = 0;
        do
        :: slot < N -> at = at + events[slot]; size = size + counted[slot]; slot++
        :: else -> break
        od;
        assert(ambiguous || at == reserved);
#ifdef OPENS
        assert(delivered + lost == size - at_opening);
        slot = 0;
        at = 0;
        do
        :: slot < IDS -> at = at + (place[slot] != NOWHERE && Q(place[slot]) >= opened_at -> 1 : 0); slot++
        :: else -> break
        od;
        assert(delivered + lost <= at + on_its_way)
#else
        assert(delivered + lost == size);
#ifdef MAY_PASS
        assert(passed || at == size)
#else
#if !defined(DISCARD) || READER_DEATHS == 0
        assert(at == size)
#endif
#endif
#endif
    }
}
