package io.ringtail.daemon.agent;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.RecordFeed;
import io.ringtail.daemon.wake.RingWatch;
import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one recording holds: a receiver, the events that it enabled, and a port with a feed for each CPU. Closing it
 * gives all of that back.
 */
final class Recording implements AutoCloseable {
    private static final int PROTOCOL_NAME_LENGTH = 16;
    static final int RESPONSE_LENGTH = 3 * Integer.BYTES + Long.BYTES + PROTOCOL_NAME_LENGTH + Integer.BYTES;
    private static final int LONGEST_PORT_TEXT = "65535\0".length();

    /** The most CPUs of a recording: the answer, one message, has a port for each. */
    static final int MOST_CPUS = (TraceCmdMessage.MAX_DATA - RESPONSE_LENGTH) / LONGEST_PORT_TEXT;

    private final FeedSource source;
    private final RingWatch watch;
    private final Receiver receiver;
    private final Runnable giveBack;
    private final List<CpuPort> ports = new ArrayList<>();
    private final long stallTimeoutMs;
    private final Outcome outcome;
    private @Nullable ScheduledFuture<?> stallCheck;
    private int unsent;
    private int drained;
    private boolean finishing;
    private boolean closed;
    private long progress;

    /** How a recording ends. */
    interface Outcome {
        /** The peer has everything. */
        void onComplete();

        /** The recording cannot go on. */
        void onBroken(String reason);

        /** The rings cannot be read. */
        void onFailure(Throwable cause);
    }

    /**
     * Prepares a recording.
     *
     * @param giveBack ends the claim on the events that it has enabled
     * @param stallTimeoutMs how long it waits, once it ends, for a peer that takes nothing
     */
    Recording(
            FeedSource source,
            RingWatch watch,
            Receiver receiver,
            Runnable giveBack,
            long stallTimeoutMs,
            Outcome outcome) {
        this.source = source;
        this.watch = watch;
        this.receiver = receiver;
        this.giveBack = giveBack;
        this.stallTimeoutMs = stallTimeoutMs;
        this.outcome = outcome;
    }

    /**
     * Opens the rings; events from now on are recorded.
     *
     * @param cpus the number of CPUs, from 0 on
     * @param wanted decides which events are wanted; null for all
     * @param peer the only host that may connect to the ports
     */
    void open(int cpus, @Nullable WantedEvents wanted, FeedOptions options, InetAddress peer) {
        for (int cpu = 0; cpu < cpus; cpu++) {
            RecordFeed feed = new RecordFeed(source, cpu, wanted, options, receiver);
            ports.add(new CpuPort(feed, watch, new OfCpu(), peer));
        }
        unsent = cpus;
    }

    /** The options of a receiver that gets whatever is written from now on, and holds up no writer. */
    static FeedOptions options(FeedSource source, int cpus) {
        BitSet all = new BitSet();
        all.set(0, cpus);
        return new FeedOptions(
                false,
                true,
                false,
                all,
                null,
                FeedOptions.UNORDERED,
                0,
                source.clock().getAsLong());
    }

    /** Starts to listen for each CPU's connection; the futures complete once all do. */
    List<ChannelFuture> listen(EventLoop loop, InetAddress address) {
        receiver.onFinish(() -> loop.execute(() -> sendRest(loop)));
        return ports.stream().map(port -> port.listen(loop, address)).toList();
    }

    /** The fixed part of TRACE_RESP: no FIFOs, and no protocol that synchronises clocks. */
    byte[] response() {
        return ByteBuffer.allocate(RESPONSE_LENGTH)
                .putInt(0)
                .putInt(ports.size())
                .putInt(source.buffer().geometry().ring().subbufSize())
                .putLong(ThreadLocalRandom.current().nextLong())
                .array();
    }

    /** The ports as decimal texts, each with a NUL. */
    byte[] portTexts() {
        StringBuilder texts = new StringBuilder();
        ports.forEach(port -> texts.append(port.port()).append('\0'));
        return texts.toString().getBytes(StandardCharsets.US_ASCII);
    }

    boolean isConnected() {
        return ports.stream().allMatch(CpuPort::isConnected);
    }

    /** Sends what was written until the end, which the peer or someone else has asked for. */
    private void sendRest(EventLoop loop) {
        ports.forEach(CpuPort::wake);
        if (stallCheck == null) {
            awaitProgress(loop, -1);
        }
    }

    /** Gives up a peer that takes nothing for too long: its place and its pages' memory would be held for ever. */
    private void awaitProgress(EventLoop loop, long before) {
        if (closed || unsent == 0) {
            return;
        }
        long now = progress;
        if (now == before) {
            outcome.onBroken("it took nothing for " + stallTimeoutMs + " ms while the recording ended");
        } else {
            stallCheck = loop.schedule(() -> awaitProgress(loop, now), stallTimeoutMs, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the recording: sends what was written until now; CPUs without a connection are given up. */
    void finish() {
        finishing = true;
        receiver.finish(source.clock().getAsLong());
        for (CpuPort port : ports) {
            if (port.isConnected()) {
                port.wake();
            } else {
                port.close();
                sent();
            }
        }
    }

    private void sent() {
        unsent--;
        if (unsent == 0 && !closed) {
            outcome.onComplete();
        }
    }

    /** One CPU's reports. */
    private final class OfCpu implements PagePump.Events {
        @Override
        public void onProgress() {
            progress++;
        }

        @Override
        public void onDrained(boolean now) {
            drained += now ? 1 : -1;
            if (drained == ports.size()) {
                receiver.caughtUp();
            }
        }

        @Override
        public void onAllSent() {
            sent();
        }

        @Override
        public void onGone() {
            if (!closed) {
                outcome.onBroken(
                        finishing
                                ? "it ended a CPU's connection before it had everything"
                                : "it ended a CPU's connection");
            }
        }

        @Override
        public void onFailure(Throwable cause) {
            if (!closed) {
                outcome.onFailure(cause);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (stallCheck != null) {
                stallCheck.cancel(false);
            }
            ports.forEach(CpuPort::close);
            giveBack.run();
            receiver.close();
        }
    }
}
