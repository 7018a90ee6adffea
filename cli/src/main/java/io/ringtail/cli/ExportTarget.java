package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.ForwardingSink;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.perfetto.ChromePrinter;
import io.ringtail.reader.perfetto.PerfettoSink;
import io.ringtail.reader.text.CsvPrinter;
import io.ringtail.reader.text.JsonPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A format that events are exported in.
 *
 * @param sink writes events; throws an {@link UncheckedIOException} if that fails
 * @param next ends the events of one machine, and begins those of the next one, of which this is known
 * @param end writes what comes after the last event
 */
record ExportTarget(EventSink sink, Next next, End end) {
    /** Writes the end of an export. */
    @FunctionalInterface
    interface End {
        void write() throws IOException;
    }

    /** Begins the events of another machine. */
    @FunctionalInterface
    interface Next {
        void begin(ExportedSource source) throws IOException;
    }

    /** A format that takes the events of one machine. */
    ExportTarget(EventSink sink, End end) {
        this(
                sink,
                source -> {
                    throw new IllegalStateException("this format takes the events of one machine");
                },
                end);
    }

    void next(ExportedSource source) throws IOException {
        next.begin(source);
    }

    void finish() throws IOException {
        end.write();
    }

    static ExportTarget perfetto(OutputStream out, ExportedSource source) {
        Machines machines = new Machines(out, source);
        return new ExportTarget(machines, machines::next, machines::finish);
    }

    static ExportTarget ndjson(OutputStream out) {
        Lines lines = new Lines(out);
        return new ExportTarget(lines.of(new JsonPrinter(lines.text)), lines::flush);
    }

    static ExportTarget csv(OutputStream out) {
        Lines lines = new Lines(out);
        lines.text.append(CsvPrinter.HEADER);
        return new ExportTarget(lines.of(new CsvPrinter(lines.text)), lines::flush);
    }

    static ExportTarget chrome(OutputStream out) {
        Lines lines = new Lines(out);
        ChromePrinter printer = new ChromePrinter(lines.text);
        return new ExportTarget(lines.of(printer), () -> {
            printer.finish();
            lines.flush();
        });
    }

    /** The events of several machines, for Perfetto: one after the other, or by turns if they are hosts of a fleet. */
    private static final class Machines extends ForwardingSink {
        private final OutputStream out;
        private final boolean isFleet;
        private final Map<String, PerfettoSink> hosts = new LinkedHashMap<>();
        private PerfettoSink sink;
        private int machine;

        Machines(OutputStream out, ExportedSource source) {
            this.out = out;
            this.isFleet = source.isFleet();
            this.sink = new PerfettoSink(out, source.offsetNs(), machine, hostOf(source));
        }

        private static String hostOf(ExportedSource source) {
            return source.isOneOfSeveral() ? source.host() : "";
        }

        void next(ExportedSource source) {
            finish();
            sink = new PerfettoSink(out, source.offsetNs(), ++machine, hostOf(source));
        }

        void finish() {
            if (hosts.isEmpty()) {
                sink.finish();
            }
            hosts.values().forEach(PerfettoSink::finish);
        }

        @Override
        public void onBuffer(String name) {
            if (isFleet) {
                sink = hosts.computeIfAbsent(name, host -> new PerfettoSink(out, 0L, machine++, host));
            }
        }

        @Override
        protected EventSink target() {
            return sink;
        }
    }

    /** Text of a printer, written in large pieces. */
    private static final class Lines {
        private static final int PIECE = 1 << 16;

        private final OutputStream out;
        private final StringBuilder text = new StringBuilder(2 * PIECE);

        Lines(OutputStream out) {
            this.out = out;
        }

        /** Returns a sink that passes everything on to a printer that appends to the text. */
        EventSink of(EventSink printer) {
            return new ForwardingSink() {
                @Override
                protected EventSink target() {
                    return printer;
                }

                @Override
                public void onEvent(EventView event) {
                    super.onEvent(event);
                    written();
                }

                @Override
                public void onLost(int cpu, long count, LossCause cause) {
                    super.onLost(cpu, count, cause);
                    written();
                }
            };
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
