package io.ringtail.bench.peer;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Decodes every event of a trace.dat, or of a JFR recording, with its three fields, and prints only their number. */
public final class DecodeRun implements EventSink {
    /** Indices of the fields, after the four common ones. */
    private static final int ID = 4;

    private static final int QUANTITY = 5;
    private static final int PRICE = 6;

    private long events;
    private long sum;

    private DecodeRun() {}

    /**
     * Decodes a file.
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
            EventDecoder decoder = reader.decoder(this);
            TraceEvents all = reader.events();
            while (all.next(decoder)) {
                // Each event is counted as it arrives.
            }
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
    public void onEvent(EventView event) {
        events++;
        sum += event.number(ID) + event.number(QUANTITY) + event.number(PRICE);
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        throw new IllegalStateException("CPU " + cpu + " lost " + count + " events: record with larger rings");
    }

    @Override
    public void onLate(int cpu, long byNs) {
        throw new IllegalStateException("CPU " + cpu + " has an event out of order by " + byNs + " ns");
    }
}
