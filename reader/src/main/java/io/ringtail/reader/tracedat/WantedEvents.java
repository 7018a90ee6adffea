package io.ringtail.reader.tracedat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.page.CommonFields;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiPredicate;

/** A choice of event types, by their ids. An event of an unknown type is taken if all that are known are. */
final class WantedEvents {
    private final BitSet left = new BitSet();
    private final BitSet known = new BitSet();

    WantedEvents(List<TraceDatHead.Event> events, BiPredicate<String, String> wanted) {
        for (TraceDatHead.Event event : events) {
            try {
                EventFormat format = EventFormat.parse(event.format());
                known.set(format.id());
                left.set(format.id(), !wanted.test(event.system(), format.name()));
            } catch (InvalidFormatException unreadable) {
                // Its events are unknown.
            }
        }
    }

    boolean contains(CpuCursor at) {
        if (at.payloadLength() < CommonFields.LENGTH) {
            return left.isEmpty();
        }
        int id = CommonFields.type(at.page(), at.payloadOffset());
        return known.get(id) ? !left.get(id) : left.isEmpty();
    }
}
