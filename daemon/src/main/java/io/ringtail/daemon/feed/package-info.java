/**
 * Feeds: the contents of streaming replies, piece by piece, as frames, as the kernel's pages or as lines of text.
 *
 * <p>Belongs here: reading rings for one receiver, the order between CPUs, and each receiver's counters and bounds.
 * Does not: HTTP or any other protocol around a feed, and permission to open one.
 */
@NullMarked
package io.ringtail.daemon.feed;

import org.jspecify.annotations.NullMarked;
