/**
 * The control plane: who is attached, what they were granted, which events there are.
 *
 * <p>Netty's event loop serves the control socket; it decodes, and hands whole messages to the {@link
 * io.ringtail.daemon.control.DaemonConductor}, whose single thread owns all state and decides. What other threads may
 * read says so: {@link io.ringtail.daemon.control.EventRegistry}, {@link io.ringtail.daemon.control.Cmdlines}.
 *
 * <p>All of it lies in the mapped file too, and is taken from there again after a restart. Whatever is read from the
 * file or a socket is untrusted: it is copied, checked, then used.
 *
 * <p>Doesn't belong here: the coding of messages ({@code proto.control}), rings, and what is served over TCP.
 */
@NullMarked
package io.ringtail.daemon.control;

import org.jspecify.annotations.NullMarked;
