/**
 * Memory barriers that one thread makes all the others execute, so that hot paths need none.
 *
 * <p>The slow side of the handshake by which a CPU comes online pays here, once; readers of the CPU mask and the ring
 * references pay nothing. Both sides of the handshake use it: a client for its own threads before it acknowledges, the
 * daemon for every registered process before it publishes.
 *
 * <p>When to execute a barrier, and what follows when one fails, is the conductors' business.
 */
@NullMarked
package io.ringtail.client.barrier;

import org.jspecify.annotations.NullMarked;
