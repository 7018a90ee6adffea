/**
 * The HTTP server: tracefs's own tree, and {@code /stream}.
 *
 * <p>Belongs here: requests, replies, and the pumps that send feeds. Does not: the sources of events and names; {@link
 * io.ringtail.daemon.http.Served} collects the interfaces to them.
 *
 * <p>There is no queue between a ring and a receiver. A {@code Feed} is asked for its next piece only while the channel
 * accepts more, on the channel's own event loop; so a slow receiver falls behind in the ring, where it costs others
 * nothing, and is informed of its loss. A receiver holds at most one page and what the channel has not yet sent.
 */
@NullMarked
package io.ringtail.daemon.http;

import org.jspecify.annotations.NullMarked;
