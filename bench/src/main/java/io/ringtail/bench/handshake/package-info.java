/**
 * Stress tests of the accesses by which a CPU comes online and a client attaches: the client's own read sites and
 * barriers against a publisher that stores what the daemon stores.
 *
 * <p>x86 keeps loads in order and stores in order, so there only code that needs a full fence can fail. {@code
 * docs/handshake.md} explains how to run the tests on arm64.
 */
@NullMarked
package io.ringtail.bench.handshake;

import org.jspecify.annotations.NullMarked;
