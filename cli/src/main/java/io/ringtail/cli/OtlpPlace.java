package io.ringtail.cli;

import io.ringtail.proto.stream.ClockPair;
import io.ringtail.reader.otlp.OtlpExporter;
import io.ringtail.reader.otlp.OtlpReceiver;
import io.ringtail.reader.otlp.OtlpSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An OTLP receiver that a command sends spans to. */
final class OtlpPlace implements ExportPlace {
    /** How long delivery may take once the user has asked for the end. */
    private static final long HURRY_NS = TimeUnit.SECONDS.toNanos(5);

    private final OtlpReceiver receiver;
    private final Map<String, String> resource;
    private final long patienceNs;
    private final Consumer<String> notices;
    private volatile @Nullable OtlpExporter exporter;
    private String remark = "";

    /**
     * Creates a place.
     *
     * @param resource the attributes that the user gives to all spans' resources
     * @param patienceNs how long a receiver that is away is waited for, in ns
     * @param notices receives lines about the receiver
     */
    OtlpPlace(OtlpReceiver receiver, Map<String, String> resource, long patienceNs, Consumer<String> notices) {
        this.receiver = receiver;
        this.resource = resource;
        this.patienceNs = patienceNs;
        this.notices = notices;
    }

    @Override
    public long write(ExportedSource source, Content content) throws IOException {
        Long offsetNs = source.offsetNs();
        if (offsetNs == null) {
            throw new IOException(
                    "spans need times of the wall clock, and this trace does not say how its times relate to"
                            + " it: record with ringtail record, or trace-cmd record --date");
        }
        UUID boot = source.boot();
        String origin = boot == null ? source.host() + offsetNs : boot.toString();
        LongSupplier clock = source.isOwnClock() ? new OwnClock(offsetNs) : () -> offsetNs;
        try (OtlpExporter opened = new OtlpExporter(receiver, resource, patienceNs, notices)) {
            exporter = opened;
            HostSpans spans = new HostSpans(name -> new OtlpSink(opened, origin + name, name, clock), source);
            content.writeTo(new ExportTarget(spans, () -> {}), opened::bytes);
            opened.finish();
            remark = String.format(
                    Locale.ROOT,
                    "%,d spans accepted in %,d requests; not sent: %,d begins without an end, %,d ends without a begin",
                    opened.accepted(),
                    opened.requests(),
                    spans.finish(),
                    spans.withoutBegin());
            return opened.bytes();
        }
    }

    @Override
    public void hurry() {
        OtlpExporter running = exporter;
        if (running != null) {
            running.hurry(HURRY_NS);
        }
    }

    @Override
    public String remark() {
        return remark;
    }

    @Override
    public void requireComplete() throws CommandException {
        OtlpExporter ended = exporter;
        if (ended != null && ended.rejected() > 0) {
            throw new CommandException(String.format(
                    Locale.ROOT, "%s has rejected %,d spans: %s", receiver.url(), ended.rejected(), ended.rejection()));
        }
    }

    @Override
    public CommandException unwritable(Exception e) {
        Exception reason = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
        return new CommandException(reason == null ? e.toString() : String.valueOf(reason.getMessage()), e);
    }

    @Override
    public String toString() {
        return receiver.url().toString();
    }

    /** This machine's wall clock, which may be set while events come. */
    private static final class OwnClock implements LongSupplier {
        private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(1);
        /** Less is how far apart the two clocks are read. */
        private static final long LEAST_STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

        private long offsetNs;
        private long readNs = System.nanoTime();

        OwnClock(long offsetNs) {
            this.offsetNs = offsetNs;
        }

        @Override
        public long getAsLong() {
            long nowNs = System.nanoTime();
            if (nowNs - readNs > EVERY_NS) {
                readNs = nowNs;
                long present = ClockPair.now().offsetNs();
                offsetNs = Math.abs(present - offsetNs) < LEAST_STEP_NS ? offsetNs : present;
            }
            return offsetNs;
        }
    }
}
