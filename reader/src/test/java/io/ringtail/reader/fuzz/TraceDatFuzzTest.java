package io.ringtail.reader.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Arbitrary bytes as a trace.dat: they yield a report, or one exception that describes the error. */
final class TraceDatFuzzTest {
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

    private static void report(Path file) throws TraceDatException {
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            StringBuilder lines = new StringBuilder();
            EventDecoder decoder = reader.decoder(new EventPrinter(lines));
            for (TraceEvents events = reader.events(); events.next(decoder); ) {
                lines.setLength(0);
            }
        }
    }
}
