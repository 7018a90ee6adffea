/*
 * Models the handshake by which a CPU comes online, as in OnlineHandshake (daemon), AttachedFile.catchUp (client's
 * conductor) and Attachment.ringFor (the read site). docs/handshake.md explains it; the script "check" lists the macros
 * of each configuration, and the rule that each mutation omits.
 */
#ifndef CPUS
#define CPUS 1
#endif
#ifndef CLIENTS
#define CLIENTS 1
#endif
#ifndef EVENTS
#define EVENTS 1
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif
#ifndef RESTARTS
#define RESTARTS 0
#endif
/* Bit sets of the clients that run their own barrier, and of those registered with the kernel. */
#ifndef OWN
#define OWN 3
#endif
#ifndef REGISTERED
#define REGISTERED 3
#endif
/* The clients that map all rings ahead, prepared or not, and report it. */
#ifndef AHEAD
#define AHEAD 0
#endif
/* The clients that are attached at the beginning. */
#ifndef ATTACHED
#define ATTACHED 0
#endif

/*
 * A reused record: the second client gets the record of the first, which was presumed dead although its conductor still
 * runs. The proof of death excludes that; generations protect against a wrong proof.
 */
#ifdef REUSE
#define RECORD(k) 0
#define MAY_HAVE_RECORD(k) (k == 0 || generation[0] > 0)
#else
#define RECORD(k) (k)
#define MAY_HAVE_RECORD(k) true
#endif

bit dead[CLIENTS];
bit stopped[CLIENTS];
bit connected[CLIENTS];
bit doorbell[CLIENTS];

/* A read site's load of a ring that precedes its load of the mask. */
#define NOT_EARLY 0
#define EARLY 1      /* by the CPU: a barrier undoes it */
#define REORDERED 2  /* by the compiler: no barrier undoes it */
byte early[CLIENTS + 1];
bit in_event[CLIENTS + 1];
/* The load of the region's words that depends on the ring's load, and its result. */
bit looked[CLIENTS + 1];
bit content[CLIENTS + 1];

/* How often a region was initialised: a second time would erase a writer's data. */
byte made[CPUS];

#ifdef CONTROL_RING
/* Room for one message: the next one laps every client that has not read it. */
byte message_count;
byte message_cpu;
byte message_epoch;
#endif

#include "memory.pml"

#define READER CLIENTS
#define GENERATION 16
#define GONE(k) (dead[k] || stopped[k])
#ifdef REUSE
#define CONDUCTOR_GONE(k) stopped[k]
#else
#define CONDUCTOR_GONE(k) GONE(k)
#endif

#include "client.pml"
#include "daemon.pml"

/* Attaches a client before the model begins: fewer states for configurations that do not examine attaching. */
inline begin_attached(k) {
    if
    :: ATTACHED >> k & 1 ->
        generation[k] = 1;
        acknowledged[k] = GENERATION;
        in_use[k] = 1;
        connected[k] = 1;
        attached[k] = 1;
        rings_attached[k] = 1;
#ifdef AHEAD_FROM_THE_BEGINNING
        if
        :: AHEAD >> k & 1 ->
            ahead[k] = 1;
            ring[k * CPUS] = 1;
            ring[k * CPUS + CPUS - 1] = 1
        :: else
        fi
#endif
    :: else
    fi
}

init {
    atomic {
        begin_attached(0);
#ifdef REUSE
        dead[0] = 1;
        in_use[0] = 0;
#endif
#if CLIENTS > 1
        begin_attached(1);
#endif
        run memory();
        run daemon();
        run conductor(0);
#ifndef REUSE
        run writer(0);
#endif
#if CLIENTS > 1
        run conductor(1);
        run writer(1);
#endif
#ifdef WITH_READER
        run reader();
#endif
#ifdef DEATH
        run death();
        run reaper();
#endif
#ifdef STOP
        run stop();
#endif
    }
}
