/**
 * The client's side of the control plane: one thread for each tracer that attaches, keeps up with the daemon, and
 * connects again when it has gone away.
 *
 * <p>Nothing here is on the way of an event, and nothing here throws into the application or blocks it. What writers
 * have to say (no slot, no ring, a new thread) they leave in {@link io.ringtail.client.conductor.Signals}.
 *
 * <p>Doesn't belong here: writing events ({@code ring}) and what an application calls ({@code io.ringtail.client}).
 */
@NullMarked
package io.ringtail.client.conductor;

import org.jspecify.annotations.NullMarked;
