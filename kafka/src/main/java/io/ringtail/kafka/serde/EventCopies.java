package io.ringtail.kafka.serde;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies a page's events. */
final class EventCopies implements EventSink {
    private final String host;
    private final List<FleetEvent> events = new ArrayList<>();
    private long lost;

    EventCopies(String host) {
        this.host = host;
    }

    @Override
    public void onEvent(EventView event) {
        EventFormat format = event.format();
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; format != null && i < event.fields(); i++) {
            if (!event.isCommon(i)) {
                fields.put(format.fields().get(i).name(), value(event, i));
            }
        }
        events.add(new FleetEvent(
                host,
                event.cpu(),
                event.timestampNs(),
                event.tid(),
                event.pid(),
                event.comm(),
                event.system(),
                format == null ? null : format.name(),
                fields));
    }

    private static Object value(EventView event, int field) {
        return switch (event.kind(field)) {
            case BOOLEAN -> event.number(field) != 0;
            case FLOATING -> event.floating(field);
            case TEXT -> event.text(field).toString();
            case NUMBERS -> {
                List<Long> numbers = new ArrayList<>();
                for (int i = 0; i < event.elements(field); i++) {
                    numbers.add(event.element(field, i));
                }
                yield List.copyOf(numbers);
            }
            case NUMBER -> {
                String label = event.label(field);
                yield label == null ? (Object) event.number(field) : label;
            }
        };
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        lost = count;
    }

    @Override
    public void onLate(int cpu, long byNs) {}

    long lost() {
        return lost;
    }

    List<FleetEvent> events() {
        return events;
    }
}
