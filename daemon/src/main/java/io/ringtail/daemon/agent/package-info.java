/**
 * The agent of {@code trace-cmd record -A}: stock trace-cmd records this daemon's events over the network.
 *
 * <p>Belongs here: the protocol's server side, its limits, and what a request may ask for. Does not: reading rings,
 * which feeds do, and the messages' format, which {@link io.ringtail.reader.tracecmd} has. Everything of a session runs
 * on one event loop. Peers are strangers: what they send is bounded and checked, and nothing that they ask for is
 * executed.
 */
@NullMarked
package io.ringtail.daemon.agent;

import org.jspecify.annotations.NullMarked;
