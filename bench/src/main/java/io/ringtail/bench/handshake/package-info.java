/**
 * Stress tests of the accesses by which a CPU comes online and a client attaches: the client's own read sites, and its own
 * barriers, against a publisher that stores what the daemon stores.
 *
 * <p>x86 keeps loads in order and stores in order, so there only what needs a full fence can fail. {@code
 * docs/handshake.md} says how to run them on arm64.
 */
@NullMarked
package io.ringtail.bench.handshake;

import org.jspecify.annotations.NullMarked;
