/**
 * Memory barriers that one thread makes all others execute, so that hot paths need none.
 *
 * <p>The slow side of the handshake by which a CPU comes online pays the cost, once; readers of the CPU mask and the
 * ring references pay nothing. Both sides of the handshake use it: a client for its own threads before it acknowledges,
 * the daemon for every registered process before it publishes.
 *
 * <p>The conductors decide when to execute a barrier, and what to do when one fails.
 */
@NullMarked
package io.ringtail.client.barrier;

import org.jspecify.annotations.NullMarked;
