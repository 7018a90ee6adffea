package io.ringtail.reader.fleet;

import java.util.UUID;

/**
 * Where pages in a fleet's topics come from: one ring buffer of one boot of a host.
 *
 * @param name the host's name in the topics
 * @param boot the id of its boot
 * @param generation when the ring buffer was created
 */
public record FleetHost(String name, UUID boot, long generation) {}
