/**
 * The control plane: the attached clients, their grants, and the registered events.
 *
 * <p>Netty's event loop serves the control socket; it decodes, and passes whole messages to the
 * {@link io.ringtail.daemon.control.DaemonConductor}, whose single thread owns all state and makes the decisions. State
 * that other threads may read is marked as such: {@link io.ringtail.daemon.control.EventRegistry},
 * {@link io.ringtail.daemon.control.Cmdlines}.
 *
 * <p>All of it is also in the mapped file, from which it is restored after a restart. Data read from the file or a
 * socket is untrusted: it is copied, validated, then used.
 *
 * <p>The encoding of messages ({@code proto.control}), rings, and services over TCP do not belong here.
 */
@NullMarked
package io.ringtail.daemon.control;

import org.jspecify.annotations.NullMarked;
