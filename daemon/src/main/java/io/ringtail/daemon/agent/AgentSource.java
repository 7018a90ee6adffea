package io.ringtail.daemon.agent;

import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.feed.Receivers;

/**
 * What an agent records.
 *
 * @param feeds the inputs of feeds
 * @param events the registered events
 * @param receivers counts recordings as receivers
 */
public record AgentSource(FeedSource feeds, EventRegistry events, Receivers receivers) {}
