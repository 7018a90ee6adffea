package io.ringtail.daemon.agent;

import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.wake.RingWatch;

/**
 * What an agent records.
 *
 * @param feeds the inputs of feeds
 * @param events the registered events
 * @param receivers counts recordings as receivers
 * @param watch wakes recordings; it is closed after the agent
 */
public record AgentSource(FeedSource feeds, EventRegistry events, Receivers receivers, RingWatch watch) {}
