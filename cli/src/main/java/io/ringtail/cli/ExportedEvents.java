package io.ringtail.cli;

import io.ringtail.reader.CountingSink;
import io.ringtail.reader.EventSink;
import java.util.function.LongSupplier;

/** Passes on events and losses, and shows how many there have been. */
final class ExportedEvents extends CountingSink {
    private final LongSupplier bytes;

    /**
     * Creates a counter.
     *
     * @param bytes the number of bytes written so far
     */
    ExportedEvents(EventSink target, LongSupplier bytes) {
        super(target);
        this.bytes = bytes;
    }

    void show(Progress progress) {
        progress.show(System.nanoTime(), events(), bytes.getAsLong(), lost());
    }
}
