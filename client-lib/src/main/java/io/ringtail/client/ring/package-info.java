/**
 * The ring's only writer, the rings and slots that it works on, and the immutable attachment that binds them together.
 *
 * <p>Belongs here: what runs between the moment an event is complete and the moment it is in the ring. Nothing here
 * parks, locks or calls an application's code between reserve and commit. Doesn't belong here: event types and
 * records ({@code client}), the daemon's connection ({@code conductor}).
 *
 * <p>Orderings are those of {@link io.ringtail.proto.layout.RingDescriptor}; the protocol and its argument are in
 * {@code docs/ring.md}.
 */
@NullMarked
package io.ringtail.client.ring;

import org.jspecify.annotations.NullMarked;
