/*
 * Models how a ring is replaced by another one, as in RingWriter.reserve (client), ReaderRing.closeFor, RingResize and
 * CpuFeed (daemon). docs/handshake.md explains it; the script "check" lists the macros of each configuration, and the rule
 * that each mutation leaves out.
 *
 * A ring is its word "reserve", a position and a stamp, and the units committed. An event takes one unit; at a position
 * that is a multiple of U no sub-buffer is open. Memory is sequentially consistent: the store of "closed" is a release
 * before a CAS, and each load of it an acquire after one.
 */
#ifndef WRITERS
#define WRITERS 2
#endif
/* The number of events that each writer writes. */
#ifndef EVENTS
#define EVENTS 2
#endif
/* Units in a sub-buffer. */
#ifndef U
#define U 2
#endif
/* How often the daemon may die between any two of its steps, and is followed by another one. */
#ifndef DEATHS
#define DEATHS 0
#endif

#define OPEN(position) ((position) % U != 0)
/* Another stamp than any writer can still hold. */
#define NEXT(stamp) (((stamp) + 1) % 32)
#define END(position) (((position) / U + 1) * U)

byte position, stamp, committed, padding;
bool closed;
byte later;
/* Whether each writer's process has mapped the next ring, and whether that is described. */
bool described, mapped[WRITERS];
/* Whether the daemon has made the next ring the current one. */
bool turned;
bool finished;
byte writing = WRITERS;

active [WRITERS] proctype Writer() {
    byte at, had, left = EVENTS;
    bool is_closed;
    do
    :: left == 0 -> break
    :: left > 0 ->
        atomic { at = position; had = stamp }
        if
        :: OPEN(at) -> is_closed = false
        :: else -> is_closed = closed
        fi
        if
        :: is_closed ->
            /* Makes the CAS of a writer fail that has not seen "closed", and would open a sub-buffer. */
            if
            :: atomic { position == at && stamp == had ->
                    stamp = NEXT(had) }
                assert(mapped[_pid]);
                later++;
                left--
            :: atomic { else -> skip }
#ifdef NO_CAS_BEFORE_LEAVING
            :: assert(mapped[_pid]);
                later++;
                left--
#endif
            fi
        :: else ->
            if
            :: atomic { position == at && stamp == had ->
                    /* The reader has left the ring, or an event has been written to the next one: too late. */
                    assert(!finished && later == 0);
                    position = at + 1;
                    stamp = NEXT(had) }
                committed++;
                left--
            :: atomic { else -> skip }
            fi
        fi
    od
    writing--
}

/* The client's conductors: each maps what is described. */
active [WRITERS] proctype Conductor() {
    if
    :: described -> mapped[_pid - WRITERS] = true
    :: writing == 0
    fi
}

#define ALL_MAPPED (mapped[0] && mapped[WRITERS - 1])

active proctype Daemon() {
    byte at, had, deaths;
    bool done;
begin:
    done = turned;
    if
    :: done -> goto end
    :: else
    fi
    /* After a restart: what is closed has to be completed, anything else may begin again. */
    if
    :: closed -> goto close
    :: else
    fi
    described = true;
#ifndef NO_WAIT
    ALL_MAPPED || writing == 0;
#endif
    if
    :: deaths < DEATHS -> deaths++; goto begin
    :: true
    fi
#ifndef CLOSED_LAST
    closed = true;
#endif
close:
    if
    :: deaths < DEATHS -> deaths++; goto begin
    :: true
    fi
    do
    :: atomic { at = position; had = stamp }
        if
        :: atomic { position == at && stamp == had && OPEN(at) ->
                position = END(at);
                padding = END(at) - at }
            committed = committed + padding;
            break
        :: atomic { position == at && stamp == had && !OPEN(at) ->
#ifndef SAME_WORD
                stamp = NEXT(had);
#endif
                skip }
            break
        :: atomic { else -> skip }
        fi
    od;
#ifdef CLOSED_LAST
    closed = true;
#endif
    if
    :: deaths < DEATHS -> deaths++; goto begin
    :: true
    fi
    turned = true;
end:
    skip
}

active proctype Reader() {
    bool over, caught_up;
    byte seen;
    do
    :: writing == 0 && !turned -> break
    ::
#ifdef OVER_AFTER_POLL
        atomic { caught_up = (committed == position); seen = position }
        over = turned;
#else
        over = turned;
        atomic { caught_up = (committed == position); seen = position }
#endif
        if
        :: over && caught_up ->
            /* It has read everything. */
            assert(seen == position);
            finished = true;
            break
        :: else
        fi
    od
}
