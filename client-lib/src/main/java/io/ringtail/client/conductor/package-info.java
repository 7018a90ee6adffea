/**
 * The client's side of the control plane: one thread for each tracer, which attaches, follows the daemon, and
 * reconnects when the daemon has gone away.
 *
 * <p>Nothing here is on an event's path, and nothing here throws into the application or blocks it. Writers leave their
 * signals (no slot, no ring, a new thread) in {@link io.ringtail.client.conductor.Signals}.
 *
 * <p>Writing events ({@code ring}) and the application's interface ({@code io.ringtail.client}) do not belong here.
 */
@NullMarked
package io.ringtail.client.conductor;

import org.jspecify.annotations.NullMarked;
