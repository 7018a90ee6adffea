package io.ringtail.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The kernel's own ring buffer, in a separate instance, written through trace_marker_raw. Needs root and tracefs. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class TraceMarkerPeer {
    private static final int TAG = 0x52494e47;
    private static final int LENGTH = Integer.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

    private final ThreadLocal<ByteBuffer> buffers =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.nativeOrder()));
    private Path instance;
    private FileChannel marker;

    /** Creates the instance. */
    @Setup
    public void open() throws IOException {
        instance = Path.of("/sys/kernel/tracing/instances/ringtail-bench-"
                + ProcessHandle.current().pid());
        Files.createDirectory(instance);
        marker = FileChannel.open(instance.resolve("trace_marker_raw"), StandardOpenOption.WRITE);
    }

    /** Removes the instance. */
    @TearDown
    public void close() throws IOException {
        marker.close();
        Files.delete(instance);
    }

    int write(long id, int quantity, long price) throws IOException {
        ByteBuffer event = buffers.get().clear();
        event.putInt(TAG).putLong(id).putInt(quantity).putLong(price).flip();
        return marker.write(event);
    }
}
