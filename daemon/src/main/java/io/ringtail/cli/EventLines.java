package io.ringtail.cli;

import io.ringtail.merge.EventMerger;
import io.ringtail.merge.MergedEvents;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.Hello;
import io.ringtail.report.EventCatalog;
import io.ringtail.report.EventFormatter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Frames made into lines on standard output, all CPUs in the order of time. Any thread may call; one at a time works. */
final class EventLines implements FrameListener, MergedEvents {
    private static final long MOST_HELD_BYTES = 512L << 20;
    /**
     * Longer than a daemon's reader waits for a writer that was stopped in the middle of an event, so that such a wait
     * does not cost the order between CPUs.
     */
    private static final long HOLD_NS = TimeUnit.SECONDS.toNanos(3);

    private final EventCatalog catalog;
    private final KnownThreads threads;
    private final EventFormatter formatter;
    private final @Nullable EventGlob glob;
    private final Output output;
    private final EventMerger merger;
    private final BitSet unwanted = new BitSet();
    private long left;
    private @Nullable EndReason endReason;

    /**
     * Lines of a stream's events.
     *
     * @param catalog what the formatter knows of events: filled here
     * @param threads what the formatter knows of threads: filled here
     * @param glob which events are wanted; null for all
     * @param limit how many events are written
     */
    EventLines(
            Hello hello,
            EventCatalog catalog,
            KnownThreads threads,
            EventFormatter formatter,
            @Nullable EventGlob glob,
            long limit,
            Output output) {
        this.catalog = catalog;
        this.threads = threads;
        this.formatter = formatter;
        this.glob = glob;
        this.left = limit;
        this.output = output;
        long heldBytes = Math.min(MOST_HELD_BYTES, Runtime.getRuntime().maxMemory() / 3);
        this.merger = new EventMerger(hello.possibleCpus(), heldBytes, HOLD_NS, this);
    }

    /** Whether as many events were written as were wanted. */
    synchronized boolean isDone() {
        return left == 0;
    }

    /** Why the sender ended the stream; null if it has not said so. */
    synchronized @Nullable EndReason endReason() {
        return endReason;
    }

    /** Writes what has waited long enough, and passes on what is written. */
    synchronized void tick(long nowNs) throws IOException {
        tell(nowNs);
        output.flush();
    }

    /** Writes everything that is left: nothing more comes. */
    synchronized void finish() throws IOException {
        try {
            merger.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        output.flush();
    }

    private void tell(long nowNs) throws IOException {
        try {
            merger.tellAll(nowNs);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void onEvent(int cpu, ByteBuffer page, PageIterator event) {
        int id = event.payloadLength() < Short.BYTES ? 0 : Short.toUnsignedInt(page.getShort(event.payloadOffset()));
        if (left == 0 || unwanted.get(id)) {
            return;
        }
        formatter.event(page, event.payloadOffset(), event.payloadLength(), event.timestamp(), cpu, output.text());
        left--;
        written();
    }

    @Override
    public void onLost(int cpu, long lost) {
        if (left > 0) {
            formatter.lost(cpu, lost, output.text());
            written();
        }
    }

    private void written() {
        try {
            output.written();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onHello(Hello hello) {}

    @Override
    public synchronized void onFormat(int eventId, String system, String format) {
        try {
            EventFormat parsed = EventFormat.parse(format);
            catalog.register(system, parsed);
            unwanted.set(eventId, glob != null && !glob.matches(system, parsed.name()));
        } catch (InvalidFormatException unreadable) {
            unwanted.set(eventId, glob != null);
        }
    }

    @Override
    public synchronized void onCmdline(int tid, int pid, String name) {
        threads.put(tid, pid, name);
    }

    @Override
    public synchronized void onCpu(int cpu, boolean online) {
        merger.addCpu(cpu);
    }

    @Override
    public synchronized void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        long now = System.nanoTime();
        merger.addPage(cpu, buffer, offset, length, now);
        merger.tellAll(now);
    }

    @Override
    public synchronized void onWatermark(int cpu, long timeNs) {
        merger.watermark(cpu, timeNs);
        quiet();
    }

    @Override
    public synchronized void onAlive() {
        quiet();
    }

    /** The sender has sent what there was: what is written is worth passing on now. */
    private void quiet() {
        try {
            tick(System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void onEnd(EndReason reason, String detail) {
        endReason = reason;
    }
}
