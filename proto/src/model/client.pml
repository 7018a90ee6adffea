/* A client process: its conductor and one writing thread. */

inline not_early(thread) { early[thread] = NOT_EARLY; looked[thread] = 0; content[thread] = 0 }

/* An interrupt or a safepoint in the thread of a read site. */
inline barrier_in(thread) {
    if :: early[thread] == EARLY -> not_early(thread) :: else fi
}

inline own_barrier(k) {
    if
    :: OWN >> (k) & 1 ->
        d_step { drain_conductor(k, c) };
#ifdef SAFEPOINTS
        /* No safepoint lies between the two loads. */
        atomic { !in_event[k] -> barrier_in(k) };
#else
        d_step { barrier_in(k) };
#endif
    :: else
    fi
}

#ifdef CANNOT_MAP
#define CAN_MAP(k) (k != 0)
#else
#define CAN_MAP(k) true
#endif

inline map(k) {
    if
    :: atomic { prepared[c] && CAN_MAP(k) && !ring[(k) * CPUS + c] && !pending_ring[(k) * CPUS + c] ->
            pending_ring[(k) * CPUS + c] = 1 }
    :: else
    fi
}

inline map_all(k) {
    c = 0;
    do
    :: c < CPUS -> map(k); c++
    :: else -> c = 0; break
    od
}

inline acknowledge(k, e) {
    own_barrier(k);
    d_step {
        !pending_acknowledged[k] -> pending_acknowledged[k] = 1;
        next_acknowledged[k] = my_generation * GENERATION + e
    }
}

inline catch_up(k) {
#ifdef CONTROL_RING
    read = message_count;
#endif
    seen = epoch;
    map_all(k);
    acknowledge(k, seen)
}

inline on_doorbell(k) {
#ifdef CONTROL_RING
    if
    :: message_count == read
#ifdef NO_LAPPED_CHECK
    :: atomic { message_count != read ->
#else
    :: message_count > read + 1 -> catch_up(k)
    /* If lapped during the copy, the receiver detects it by validation and takes the branch above. */
    :: atomic { message_count == read + 1 ->
#endif
            read = message_count; c = message_cpu; seen = message_epoch };
        map(k);
        c = 0;
        acknowledge(k, seen)
    fi
#else
    catch_up(k)
#endif
}

/* Maps every CPU's ring, prepared or not, without reading its region. */
inline map_ahead(k) {
    if
    :: AHEAD >> (k) & 1 && !ahead[k] ->
        c = 0;
        do
        :: c < CPUS ->
            if
            :: atomic { !ring[(k) * CPUS + c] && !pending_ring[(k) * CPUS + c] -> pending_ring[(k) * CPUS + c] = 1 }
            :: else
            fi;
            c++
        :: else -> c = 0; break
        od;
        own_barrier(k);
        d_step { pending_ahead[k] = 1; next_ahead[k] = my_generation }
    :: else
    fi
}

/* Includes the daemon's part of a grant, which need not run in the thread that scans the records. */
inline grant(k) {
    atomic {
        !in_use[RECORD(k)] && MAY_HAVE_RECORD(k) ->
        generation[RECORD(k)]++;
        my_generation = generation[RECORD(k)];
#ifndef OLD_ACKNOWLEDGEMENT
        acknowledged[RECORD(k)] = my_generation * GENERATION;
#endif
        connected[k] = 1;
        pending_in_use[k] = 1
    }
#ifndef NO_FENCE_AT_GRANT
    !pending_in_use[k]
#endif
}

proctype conductor(byte k) {
    byte my_generation;
    byte seen;
    byte c;
#ifdef CONTROL_RING
    byte read;
#endif
    {
#ifdef EPOCH_BEFORE_RECORD
        seen = epoch;
        map_all(k);
        grant(k);
        acknowledge(k, seen);
        pending_attached[k] = 1;
#else
        if
        :: ATTACHED >> k & 1 -> my_generation = 1
        :: else ->
            grant(k);
            catch_up(k);
            atomic { pending_attached[k] = 1; pending_rings_attached[k] = 1 }
        fi;
        map_ahead(k);
#endif
end:
        do
        :: atomic { doorbell[k] -> doorbell[k] = 0 }; on_doorbell(k)
        :: atomic { !connected[k] -> connected[k] = 1 }; catch_up(k)
        od
    } unless { CONDUCTOR_GONE(k) }
}

/* The two loads of a read site: the mask's bit, then the ring. The second may execute first. */
inline read_site(thread, the_ring) {
    in_event[thread] = 1;
    do
#ifndef LOADS_IN_ORDER
    :: atomic { early[thread] == NOT_EARLY ->
#ifdef PLAIN_LOADS
            early[thread] = REORDERED;
#else
            early[thread] = EARLY;
#endif
            mine = the_ring }
    /* The load through the reference depends on it and may be early together with it. */
    :: atomic { early[thread] != NOT_EARLY && mine && !looked[thread] -> looked[thread] = 1; content[thread] = region[c] }
#endif
    :: bit_set = online[c]; break
    od;
    atomic {
        if
        :: bit_set && early[thread] == NOT_EARLY -> mine = the_ring
        :: else
        fi;
        assert(!bit_set || !looked[thread] || content[thread]);
        not_early(thread)
    }
}

inline use(thread) {
    if
    :: bit_set ->
#ifdef NULL_CHECK
        if
        :: mine -> goto write
        :: else -> goto done
        fi;
#endif
        assert(mine);
write:  skip;
        d_step { assert(region[c]); before = made[c] };
        assert(made[c] == before)
    :: else
    fi;
done:
    in_event[thread] = 0
}

proctype writer(byte k) {
    byte c;
    byte events;
    byte before;
    bit bit_set;
    bit mine;
    {
        attached[k];
        do
        :: events < EVENTS ->
            events++;
            if
            :: c = 0
#if CPUS > 1
            :: c = 1
#endif
            fi;
#ifdef PUBLISH_SEPARATELY
            read_site(k, (rings_attached[k] && ring[k * CPUS + c]));
#else
            read_site(k, ring[k * CPUS + c]);
#endif
            use(k)
        :: else -> break
        od
    } unless { GONE(k) };
    atomic { not_early(k); in_event[k] = 0 }
}
