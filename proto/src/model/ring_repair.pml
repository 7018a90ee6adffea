/*
 * The repairer: RingRepair for one sub-buffer at a time, PageRepair, Claims, HoleSearch and HoleFiller. It may die
 * between any two steps; another one then starts over.
 */

#define IN_SET(set, k) (((set) >> (k)) & 1)
#define START(k) (kind[k] == OPEN -> 0 : OFFSET(intent_old[k]))
#define END(k) (START(k) + intent_units[k])
#define LEAVES_THE_SAME(k, l) (kind[k] == kind[l] && intent_old[k] == intent_old[l] && intent_units[k] == intent_units[l])
#define NOBODY 99

#define CLAIM(k) (IN_SET(proven, k) && kind[k] != EMPTY && intent_q[k] == q && Q(intent_old[k]) == q -> (1 << k) : 0)

#ifdef NO_PROOF_OF_DEATH
#define PROVEN_DEAD(k) true
#else
#define PROVEN_DEAD(k) dead[k]
#endif
#if WRITERS > 2
#define SOMETHING_TO_DO ((PROVEN_DEAD(0) && kind[0] != EMPTY) || (PROVEN_DEAD(1) && kind[1] != EMPTY) \
        || (PROVEN_DEAD(2) && kind[2] != EMPTY))
#else
#define SOMETHING_TO_DO ((PROVEN_DEAD(0) && kind[0] != EMPTY) || (PROVEN_DEAD(1) && kind[1] != EMPTY))
#endif

/* Claims.refutes: reserve has been inside the units that a claim would have taken. */
inline refute(word, claim) {
    if
    :: Q(word) == q && OFFSET(word) >= H && OFFSET(word) > START(claim) && OFFSET(word) < END(claim) -> possible = 0
    :: else
    fi
}

/* Claims.candidates: the claims that can have succeeded; of equivalent claims, one. For use in a d_step. */
inline find_candidates() {
    candidates = 0;
    j = 0;
    do
    :: j < WRITERS ->
        possible = (IN_SET(claims, j) && END(j) <= taken -> 1 : 0);
        if
        :: possible && kind[j] == OPEN && (c_events < intent_base[j] || c_events - intent_base[j] > c_units) -> possible = 0
        :: else
        fi;
        if
        :: possible ->
            refute(r2, j);
            m = 0;
            do
            :: m < WRITERS ->
                if :: IN_SET(claims, m) -> refute(intent_old[m], j) :: else fi;
                if
                :: IN_SET(candidates, m) && LEAVES_THE_SAME(m, j) -> possible = 0
                :: else
                fi;
                m++
            :: else -> break
            od
        :: else
        fi;
        candidates = candidates | (possible << j);
        j++
    :: else -> break
    od;
    j = 0; m = 0; possible = 0
}

/* HoleSearch: the sets of candidates that do not overlap and have the required sum. For use in a d_step. */
inline search() {
    sets = 0;
    certain = 255;
    any = 0;
    set = 1;
    do
    :: set < (1 << WRITERS) ->
        sum = 0;
        possible = (((set & candidates) == set) -> 1 : 0);
        j = 0;
        do
        :: j < WRITERS ->
            if :: IN_SET(set, j) -> sum = sum + intent_units[j] :: else fi;
            m = 0;
            do
            :: m < j ->
                if
                :: IN_SET(set, j) && IN_SET(set, m) && START(j) < END(m) && START(m) < END(j) -> possible = 0
                :: else
                fi;
                m++
            :: else -> break
            od;
            j++
        :: else -> break
        od;
        if
        :: possible && sum == taken - c_units -> sets++; certain = certain & set; any = any | set; chosen = set
        :: else
        fi;
        set++
    :: else -> break
    od;
    set = 0; sum = 0; j = 0; m = 0; possible = 0
}

/* HoleFiller.store: a dead writer owes the unit written; of several dead, whichever took it. */
inline fill_unit(offset, value) {
    assert(owed[UNIT(q, offset)] != 0 && IN_SET(claims, owed[UNIT(q, offset)] - 1));
    data[UNIT(q, offset)] = value
}

/* HoleFiller.fill and endPage. No process reads the units before the add, so it is one step. For use in a d_step. */
inline fill(j) {
    at = (kind[j] == OPEN -> H : START(j));
    if
    :: kind[j] == OPEN -> fill_unit(0, HEADER(q)); sequence[SLOT(q)] = q; base[SLOT(q)] = intent_base[j]
    :: else
    fi;
    if
    :: kind[j] == CLOSE || !IN_SET(certain, j) ->
        /* The start of an uncertain claim may belong to an event or to a hole: end the page. */
        data[UNIT(q, at)] = PADDING
    :: else ->
        lost_units[UNIT(q, at)] = END(j) - at;
        do
        :: at < END(j) -> fill_unit(at, LOST + intent_id[j]); at++
        :: else -> break
        od
    fi;
    at = 0
}

/* One add for everything that the dead owed. For use in a d_step. */
inline add(count, missing) {
    assert(lap[SLOT(q)] == LAP(q) && entered[SLOT(q)] == q + 1);
    assert(units[SLOT(q)] + missing <= U);
    events[SLOT(q)] = events[SLOT(q)] + count;
    units[SLOT(q)] = units[SLOT(q)] + missing;
    at = 0;
    do
    :: at < U ->
        if
        :: owed[UNIT(q, at)] != 0 && IN_SET(claims, owed[UNIT(q, at)] - 1) -> owed[UNIT(q, at)] = 0
        :: else
        fi;
        at++
    :: else -> break
    od;
    at = 0
}

inline clear_claims() {
    j = 0;
    do
    :: j < WRITERS -> if :: IN_SET(claims, j) -> kind[j] = EMPTY :: else fi; j++
    :: atomic { j == WRITERS -> j = 0; break }
    od
}

#if REPAIRER_DEATHS > 0
#define MAY_DIE if :: atomic { deaths < REPAIRER_DEATHS -> deaths++; goto idle } :: skip fi
#else
#define MAY_DIE skip
#endif

proctype repairer() {
    byte proven;     /* writers proven dead before the repair began */
    byte claims;     /* their intents on this sub-buffer */
    byte q;
    byte c_events;
    byte c_units;
    byte c_lap;
    byte r;
    byte r2;
    byte taken;
    byte candidates;
    byte sets;
    byte certain;
    byte any;
    byte chosen;
    byte set;
    byte sum;
    byte at;
    byte j;
    byte m;
    byte first;
    bit possible;
#if REPAIRER_DEATHS > 0
    byte deaths;
#endif

idle:
    atomic {
        proven = 0; claims = 0; q = 0; c_events = 0; c_units = 0; c_lap = 0; r = 0; r2 = 0; taken = 0; candidates = 0;
        sets = 0; certain = 0; any = 0; chosen = 0; first = 0; j = 0; m = 0; at = 0
    };
end:
    atomic { SOMETHING_TO_DO ->
        /* RingRepair.intentsOf: only writers proven dead beforehand count as dead. */
        proven = PROVEN_DEAD(0) | (PROVEN_DEAD(1) << 1);
#if WRITERS > 2
        proven = proven | (PROVEN_DEAD(2) << 2);
#endif
        if
        :: IN_SET(proven, 0) && kind[0] != EMPTY -> q = intent_q[0]
        :: IN_SET(proven, 1) && kind[1] != EMPTY -> q = intent_q[1]
#if WRITERS > 2
        :: IN_SET(proven, 2) && kind[2] != EMPTY -> q = intent_q[2]
#endif
        fi;
        claims = CLAIM(0) | CLAIM(1)
#if WRITERS > 2
        ;
        claims = claims | CLAIM(2)
#endif
    };

again:
    atomic { c_events = events[SLOT(q)]; c_units = units[SLOT(q)]; c_lap = lap[SLOT(q)] };
    if
#ifndef LAP_NOT_COMPARED
    :: c_lap != LAP(q) -> goto settled
#endif
    :: c_units == U -> goto settled
    :: sequence[SLOT(q)] > q && SLOT(sequence[SLOT(q)]) == SLOT(q) -> goto settled
    :: else
    fi;
    r = reserve;
#ifndef LIVING_IGNORED
    j = 0;
    do
    :: j < WRITERS ->
        if
        :: !IN_SET(proven, j) && kind[j] != EMPTY ->
            if
            :: intent_q[j] == q -> goto idle
            :: else
            fi
        :: else
        fi;
        j++
    :: atomic { j == WRITERS -> j = 0; break }
    od;
#endif
#ifndef COMMIT_NOT_READ_AGAIN
    if
    :: events[SLOT(q)] == c_events && units[SLOT(q)] == c_units && lap[SLOT(q)] == c_lap
    :: else -> goto again
    fi;
#endif
    atomic {
        r2 = reserve;
        if
#ifdef RESERVE_NOT_COMPARED
        :: true
#endif
        :: r == r2 || (Q(r) != q && Q(r2) != q)
        :: else -> r = 0; r2 = 0; goto again
        fi
    };
    d_step {
        taken = (Q(r2) == q -> (OFFSET(r2) < H -> 0 : OFFSET(r2)) : (Q(r2) > q -> U : 0));
        if
        :: taken == c_units || taken == 0 -> assert(taken == c_units)
        :: else ->
            assert(taken > c_units);
            find_candidates();
            search();
            /* Otherwise the page is damaged. */
            assert(sets > 0)
        fi
    };
    if
    :: taken == c_units -> goto settled
    :: else
    fi;
    MAY_DIE;
#ifdef CLEARED_FIRST
    clear_claims();
    MAY_DIE;
#endif
#ifdef ADD_FOR_EACH
    first = 0;
    do
    :: first < WRITERS ->
        if
        :: IN_SET(certain & any, first) ->
            d_step { fill(first); add((kind[first] != CLOSE -> 1 : 0), intent_units[first]) };
            MAY_DIE
        :: else
        fi;
        first++
    :: first == WRITERS -> break
    od;
#else
    d_step {
        first = 0;
        do
        :: first < WRITERS ->
            if :: IN_SET(any, first) -> fill(first) :: else fi;
            first++
        :: else -> break
        od;
        first = 0
    };
    MAY_DIE;
    d_step {
        /* Only claims of several dead writers can be ambiguous. */
        if :: sets > 1 -> ambiguous = 1; assert(claims & (claims - 1)) :: else fi;
        j = 0;
        sum = 0;
        do
        :: j < WRITERS -> sum = sum + (IN_SET(chosen, j) && kind[j] != CLOSE -> 1 : 0); j++
        :: else -> break
        od;
        j = 0;
        add(sum, taken - c_units);
        sum = 0;
        moved(NOBODY)
    };
    MAY_DIE;
#endif

settled:
    clear_claims();
    goto idle
}
