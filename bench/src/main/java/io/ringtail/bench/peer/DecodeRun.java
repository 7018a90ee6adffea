package io.ringtail.bench.peer;

import io.ringtail.reader.text.EventFormatter;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceReport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Decodes every event of a trace.dat, or of a JFR recording, and its three fields, and prints only how many there were. */
public final class DecodeRun implements EventFormatter {
    private static final int ID = 8;
    private static final int QUANTITY = ID + Long.BYTES;
    private static final int PRICE = QUANTITY + Long.BYTES;

    private long events;
    private long sum;

    private DecodeRun() {}

    /**
     * Decodes.
     *
     * @param args a file ending in {@code .dat} or {@code .jfr}
     */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        DecodeRun run = new DecodeRun();
        if (args[0].endsWith(".jfr")) {
            run.recording(file);
        } else {
            run.traceDat(file);
        }
        System.out.println(run.events + " " + run.sum);
    }

    private void traceDat(Path file) throws Exception {
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            new TraceReport(reader, this).write(lines -> {}, 1);
        }
    }

    private void recording(Path file) throws Exception {
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (event.hasField("quantity")) {
                    events++;
                    sum += event.getLong("id") + event.getInt("quantity") + event.getLong("price");
                }
            }
        }
    }

    @Override
    public void event(
            ByteBuffer page, int payloadOffset, int payloadLength, long timestampNs, int cpu, StringBuilder out) {
        events++;
        sum += page.getLong(payloadOffset + ID)
                + page.getInt(payloadOffset + QUANTITY)
                + page.getLong(payloadOffset + PRICE);
    }

    @Override
    public void lost(int cpu, long lost, StringBuilder out) {
        throw new IllegalStateException("CPU " + cpu + " lost " + lost + " events: record with larger rings");
    }

    @Override
    public void late(int cpu, long byNs, StringBuilder out) {
        throw new IllegalStateException("CPU " + cpu + " has an event out of order by " + byNs + " ns");
    }
}
