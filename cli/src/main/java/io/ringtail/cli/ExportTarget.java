package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.perfetto.PerfettoSink;
import io.ringtail.reader.text.JsonPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A format that events are exported in.
 *
 * @param sink writes events; throws an {@link UncheckedIOException} if that fails
 * @param end writes what comes after the last event
 */
record ExportTarget(EventSink sink, End end) {
    /** Writes the end of an export. */
    @FunctionalInterface
    interface End {
        void write() throws IOException;
    }

    void finish() throws IOException {
        end.write();
    }

    static ExportTarget perfetto(OutputStream out) {
        PerfettoSink sink = new PerfettoSink(out);
        return new ExportTarget(sink, sink::finish);
    }

    static ExportTarget ndjson(OutputStream out) {
        Lines lines = new Lines(out);
        return new ExportTarget(lines, lines::flush);
    }

    /** Lines of JSON, written in large pieces. */
    private static final class Lines implements EventSink {
        private static final int PIECE = 1 << 16;

        private final OutputStream out;
        private final StringBuilder text = new StringBuilder(2 * PIECE);
        private final JsonPrinter printer = new JsonPrinter(text);

        Lines(OutputStream out) {
            this.out = out;
        }

        @Override
        public void onEvent(EventView event) {
            printer.onEvent(event);
            written();
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {
            printer.onLost(cpu, count, cause);
            written();
        }

        @Override
        public void onBuffer(String name) {
            printer.onBuffer(name);
        }

        @Override
        public void onLate(int cpu, long byNs) {
            printer.onLate(cpu, byNs);
        }

        private void written() {
            if (text.length() >= PIECE) {
                try {
                    flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        void flush() throws IOException {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
        }
    }
}
