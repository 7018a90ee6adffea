package io.ringtail.reader.fleet;

import io.ringtail.reader.remote.StreamQuery;

/**
 * What is shipped, and how.
 *
 * @param host the host's name in the topics
 * @param query the events, and where to begin if the topics have none of this host's ring buffer
 * @param delayNs how long a page that is not full may wait for more events, ns: longer makes fewer records
 */
public record ShipOptions(String host, StreamQuery query, long delayNs) {}
