/**
 * Snapshots of a fleet: signed requests over the topic {@code PREFIX.control}, which ask the shipper of each host for
 * the last seconds of its daemon's rings around one moment, and the hosts' answers. The pages go into {@code
 * PREFIX.snapshots}, under the snapshot's id.
 */
@NullMarked
package io.ringtail.kafka.fleet;

import org.jspecify.annotations.NullMarked;
