/**
 * The only writer of the ring, the rings and slots that it uses, and the immutable attachment that binds them together.
 *
 * <p>Code that runs between the completion of an event and its commit to the ring belongs here. Nothing here parks,
 * locks or calls application code between reserve and commit. Event types and records ({@code client}) and the daemon's
 * connection ({@code conductor}) do not belong here.
 *
 * <p>Orderings are those of {@link io.ringtail.proto.layout.RingDescriptor}; {@code docs/ring.md} explains the protocol
 * and its proof.
 */
@NullMarked
package io.ringtail.client.ring;

import org.jspecify.annotations.NullMarked;
