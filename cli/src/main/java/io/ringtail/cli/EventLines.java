package io.ringtail.cli;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.merge.EventMerger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns frames into lines on standard output, ordered by time across all CPUs. Any thread may call; calls are
 * serialized.
 */
final class EventLines implements FrameListener, EventSink {
    /** How many bytes the sender may send of CPUs that are ahead of another one. */
    static final long AHEAD_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

    private final EventCatalog catalog = new EventCatalog();
    private final KnownThreads threads = new KnownThreads();
    private final EventSink printer;
    private final Output output;
    private final EventMerger merger;
    private final long subbufSize;
    private long lateNs;
    private final BitSet known = new BitSet();
    private long left;
    private @Nullable EndReason endReason;

    /**
     * Prints the events of a stream.
     *
     * @param printer appends lines to the output's text
     * @param limit how many events are written
     */
    EventLines(StreamHeader hello, EventSink printer, long limit, Output output) {
        this.printer = printer;
        this.left = limit;
        this.output = output;
        this.subbufSize = hello.subbufSize();
        this.merger =
                new EventMerger(hello.possibleCpus(), new EventDecoder(catalog, threads::name, threads::pid, this));
    }

    /** Whether the wanted number of events has been written. */
    synchronized boolean isDone() {
        return left == 0;
    }

    /** The reason the sender gave for ending the stream; null if it has given none. */
    synchronized @Nullable EndReason endReason() {
        return endReason;
    }

    /** Passes on the lines written so far. */
    synchronized void tick(long nowNs) throws IOException {
        output.flush();
    }

    /** Writes all that remains, at the end of the stream. */
    synchronized void finish() throws IOException {
        try {
            merger.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        output.flush();
    }

    @Override
    public void onEvent(EventView event) {
        long late = lateNs;
        lateNs = 0;
        if (left == 0) {
            return;
        }
        if (late > 0) {
            printer.onLate(event.cpu(), late);
        }
        printer.onEvent(event);
        left--;
        written();
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        if (left > 0) {
            printer.onLost(cpu, count, cause);
            written();
        }
    }

    @Override
    public void onLate(int cpu, long byNs) {
        lateNs = byNs;
    }

    private void written() {
        try {
            output.written();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onHello(StreamHeader hello) {}

    @Override
    public synchronized void onFormat(int eventId, String system, String format) {
        try {
            catalog.register(system, EventFormat.parse(format));
        } catch (InvalidFormatException unreadable) {
            // Its events are unknown.
        }
    }

    @Override
    public synchronized void onCmdline(int tid, int pid, String name) {
        threads.put(tid, pid, name);
    }

    @Override
    public synchronized void onCpu(int cpu, boolean online) {
        known.set(cpu);
        merger.addCpu(cpu);
    }

    @Override
    public synchronized void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        merger.addPage(cpu, buffer, offset, length);
        merger.deliverAll();
        checkHeld();
    }

    /** Bounds the memory for pages held back: twice the daemon's limit, since a new daemon starts counting afresh. */
    private void checkHeld() {
        long most = 2 * (AHEAD_BYTES + subbufSize * (1L + known.cardinality()));
        if (merger.heldBytes() > most) {
            throw new UncheckedIOException(new IOException("the daemon sent more than " + most
                    + " bytes of some CPUs ahead of another: use the same version of Ringtail on both ends"));
        }
    }

    @Override
    public synchronized void onWatermark(int cpu, long timeNs) {
        merger.watermark(cpu, timeNs);
        merger.deliverAll();
        quiet();
    }

    @Override
    public synchronized void onAlive() {
        quiet();
    }

    /** The sender has caught up, so the lines written so far are worth passing on. */
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
