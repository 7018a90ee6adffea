/**
 * What is served over HTTP: tracefs's own tree, and {@code /stream}. With the agent protocol's package, the only place
 * where Netty lives.
 *
 * <p>Belongs here: requests, replies, and the receivers that read rings for a receiver. Doesn't: where events and names come
 * from; {@link io.ringtail.daemon.http.Served} collects the interfaces through which they are asked for.
 *
 * <p>There is no queue between a ring and a receiver. A {@code Feed} is asked for its next piece only while the channel
 * takes more, on the channel's own event loop; so a slow receiver falls behind in the ring, where it costs nobody
 * anything, and is told what it lost. What a receiver may hold is one page and what the channel has not yet sent.
 */
@NullMarked
package io.ringtail.daemon.http;

import org.jspecify.annotations.NullMarked;
