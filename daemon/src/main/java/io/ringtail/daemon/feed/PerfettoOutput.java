package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.merge.MergedEvents;
import io.ringtail.reader.perfetto.PerfettoSink;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A trace in Perfetto's format, which is one from its first byte on. */
public final class PerfettoOutput implements EventOutput {
    private final ByteArrayOutputStream packets = new ByteArrayOutputStream(PIECE_LENGTH);
    private final PerfettoSink sink;
    private final MergedEvents decoder;

    /**
     * Creates an output of decoded events.
     *
     * @param decoder returns a decoder for a sink
     * @param clock the clock of the events
     */
    public PerfettoOutput(Function<EventSink, MergedEvents> decoder, LongSupplier clock) {
        Instant now = Instant.now();
        long offsetNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - clock.getAsLong();
        this.sink = new PerfettoSink(packets, offsetNs, 0, "");
        this.decoder = decoder.apply(sink);
    }

    @Override
    public MergedEvents events() {
        return decoder;
    }

    @Override
    public int length() {
        return packets.size();
    }

    @Override
    public ByteBuf take(ByteBufAllocator allocator) {
        ByteBuf piece = allocator.buffer(packets.size()).writeBytes(packets.toByteArray());
        packets.reset();
        return piece;
    }

    @Override
    public void end() {
        sink.finish();
    }
}
