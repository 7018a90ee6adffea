package io.ringtail.bench;

import io.ringtail.client.libc.LibC;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that polls a buffer file's epoch and mask some thousand times a second, and sees a CPU come online.
 *
 * <p>If permitted, it runs ahead of all busy threads (nice -19); otherwise its own scheduling delays are part of the
 * figures.
 */
final class MaskObserver {
    private static final long STEP_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final Map<String, Long> SETPRIORITY = Map.of("amd64", 141L, "aarch64", 140L);
    private static final long NICE = -19;

    private final MappedRegion header;

    MaskObserver(Path buffer) throws IOException {
        try (FileChannel channel = FileChannel.open(buffer, StandardOpenOption.READ)) {
            header = new MappedRegion(channel.map(MapMode.READ_ONLY, 0, HeaderDescriptor.HEADER_LENGTH));
        }
    }

    /** Gives the calling thread precedence; returns whether that was permitted. */
    static boolean goFirst() {
        LibC libC = LibC.find();
        return libC != null
                && libC.syscall(SETPRIORITY.getOrDefault(System.getProperty("os.arch", ""), -1L), 0, 0, NICE) == 0;
    }

    boolean isOnline(int cpu) {
        return (header.getLongAcquire(HeaderDescriptor.onlineWordOffset(cpu)) & HeaderDescriptor.maskBit(cpu)) != 0;
    }

    /** Requests a CPU that is not online, and waits for it. */
    Arrival arrival(int cpu, Runnable ask) throws IOException {
        long epoch = epoch();
        long began = System.nanoTime();
        ask.run();
        long announced = 0;
        while (!isOnline(cpu)) {
            long now = System.nanoTime();
            if (announced == 0 && epoch() != epoch) {
                announced = now;
            }
            if (now - began > LIMIT_NS) {
                throw new IOException("CPU " + cpu + " did not come online in "
                        + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NS) + " s; the epoch is " + epoch());
            }
            LockSupport.parkNanos(STEP_NS);
        }
        long online = System.nanoTime();
        long seen = announced == 0 ? online : announced;
        return new Arrival(seen - began, online - seen);
    }

    private long epoch() {
        return header.getLongAcquire(HeaderDescriptor.EPOCH_OFFSET);
    }
}
