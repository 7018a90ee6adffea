package io.ringtail.kafka.serde;

import io.ringtail.kafka.record.PagesRecord;
import java.util.List;

/**
 * A record of {@code PREFIX.pages}, decoded.
 *
 * @param record for {@link io.ringtail.kafka.record.Progress}, which tells whether it counts; one without a page, a claim,
 *     has no events
 * @param lost how many events the page states to be lost before its first one; -1 if that is not known
 * @param events in the order of their times
 */
public record FleetPage(PagesRecord record, long lost, List<FleetEvent> events) {
    /** Copies the list. */
    public FleetPage {
        events = List.copyOf(events);
    }
}
