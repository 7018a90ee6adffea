package io.ringtail.bench.peer;

import java.io.IOException;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A binary Chronicle Queue in memory, with one appender per thread. Each event carries its time, as in Ringtail. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class ChronicleQueuePeer {
    private Scratch scratch;
    private ChronicleQueue queue;
    private ExcerptAppender appender;

    /** Creates the queue. */
    @Setup
    public void open() throws IOException {
        scratch = new Scratch();
        queue = SingleChronicleQueueBuilder.binary(scratch.path("queue")).build();
        appender = queue.createAppender();
    }

    /** Removes the queue. */
    @TearDown
    public void close() throws IOException {
        appender.close();
        queue.close();
        scratch.close();
    }

    /** Appends one event. */
    public void append(long id, int quantity, long price) {
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            bytes.writeLong(System.nanoTime());
            bytes.writeLong(id);
            bytes.writeInt(quantity);
            bytes.writeLong(price);
        }
    }
}
