package io.ringtail.reader.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.text.EventCatalog;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatHead;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Arbitrary bytes as a trace.dat: they yield a report, or one exception that describes the error. */
final class TraceDatFuzzTest {
    private static final int PIECE = 1 << 12;

    @FuzzTest
    void shouldReportAnyFileOrRefuseIt(byte[] data) throws IOException {
        Path file = Files.createTempFile("ringtail-fuzz", ".dat");
        try {
            Files.write(file, data);
            report(file);
        } catch (TraceDatException refused) {
            // This is the expected answer.
        } finally {
            Files.delete(file);
        }
    }

    private static void report(Path file) throws IOException, TraceDatException {
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            TraceDatHead head = reader.head();
            EventCatalog catalog = new EventCatalog();
            for (TraceDatHead.Event event : head.events()) {
                register(catalog, event);
            }
            new TraceReport(reader, new EventPrinter(catalog, head.cmdlines()::get)).write(lines -> {}, PIECE);
        }
    }

    private static void register(EventCatalog catalog, TraceDatHead.Event event) {
        try {
            catalog.register(event.system(), EventFormat.parse(event.format()));
        } catch (InvalidFormatException unreadable) {
            // Its events are unknown.
        }
    }
}
