package io.ringtail.daemon.metrics;

import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.ReceiverCounts;
import io.ringtail.daemon.feed.Receivers;
import java.util.Collection;
import java.util.Map;

/** The receivers' metrics, by the kind of their stream: a label for each receiver would leave series without end. */
final class ReceiverMetrics {
    private static final double NS_PER_SECOND = 1e9;
    private static final String KIND = "kind";
    private static final String LOST = "receiver_events_lost";
    private static final String LOST_HELP = "Events that receivers lost, by cause, those of ended ones included";

    private final Receivers receivers;

    ReceiverMetrics(Receivers receivers) {
        this.receivers = receivers;
    }

    void addTo(Scrape scrape, long nowNs) {
        Collection<Receiver> open = receivers.all();
        for (Map.Entry<String, ReceiverCounts> kind : receivers.totals().entrySet()) {
            add(scrape, kind.getKey(), kind.getValue());
            scrape.gauge("receivers", "Streams being served", (double) count(open, kind.getKey()), KIND, kind.getKey());
            scrape.gauge(
                    "receiver_lag_seconds",
                    "Age of the last event sent to the receiver that is furthest behind; 0 if all have everything",
                    lagNs(open, kind.getKey(), nowNs) / NS_PER_SECOND,
                    KIND,
                    kind.getKey());
        }
    }

    private static void add(Scrape scrape, String kind, ReceiverCounts counts) {
        scrape.counter(
                "receiver_events", "Events sent, those to ended receivers included", counts.events(), KIND, kind);
        scrape.counter(
                "receiver_events_filtered",
                "Events that receivers' filters left out, those of ended receivers included",
                counts.filtered(),
                KIND,
                kind);
        scrape.counter(
                "receiver_bytes", "Bytes of pages sent, those to ended receivers included", counts.bytes(), KIND, kind);
        scrape.counter(LOST, LOST_HELP, counts.overwritten(), KIND, kind, "cause", "overwritten");
        scrape.counter(LOST, LOST_HELP, counts.dropped(), KIND, kind, "cause", "dropped");
        scrape.counter(LOST, LOST_HELP, counts.unreadable(), KIND, kind, "cause", "unreadable");
        scrape.counter(LOST, LOST_HELP, counts.stalled(), KIND, kind, "cause", "stalled");
    }

    private static long count(Collection<Receiver> open, String kind) {
        return open.stream().filter(receiver -> receiver.kind().equals(kind)).count();
    }

    private static long lagNs(Collection<Receiver> open, String kind, long nowNs) {
        return open.stream()
                .filter(receiver -> receiver.kind().equals(kind))
                .mapToLong(receiver -> receiver.lagNs(nowNs))
                .max()
                .orElse(0);
    }
}
