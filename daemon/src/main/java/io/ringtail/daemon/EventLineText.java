package io.ringtail.daemon;

import io.ringtail.daemon.stream.EventText;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.text.EventFormatter;
import java.nio.ByteBuffer;

/** A receiver's printer, as the server asks for it. */
final class EventLineText implements EventText {
    private final EventFormatter formatter;

    EventLineText(EventFormatter formatter) {
        this.formatter = formatter;
    }

    @Override
    public void event(StringBuilder out, int cpu, ByteBuffer page, PageIterator event) {
        formatter.event(page, event.payloadOffset(), event.payloadLength(), event.timestamp(), cpu, out);
    }

    @Override
    public void lost(StringBuilder out, int cpu, long lost) {
        formatter.lost(cpu, lost, out);
    }

    @Override
    public void late(StringBuilder out, int cpu, long byNs) {
        formatter.late(cpu, byNs, out);
    }
}
