package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.merge.MergedEvents;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of feeds.
 *
 * @param buffer the pages
 * @param events returns a registered event by its id, or null
 * @param names the threads' names
 * @param decoder returns a decoder for a sink
 * @param clock CLOCK_MONOTONIC, ns: the clock of the events
 * @param host the host's name
 */
public record FeedSource(
        BufferFile buffer,
        IntFunction<@Nullable RegisteredEvent> events,
        ThreadNames names,
        Function<EventSink, MergedEvents> decoder,
        LongSupplier clock,
        String host) {}
