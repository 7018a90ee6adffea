package io.ringtail.bench;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * How long an event takes from its writer to a receiver of {@code /stream} while few are written: at random times, so
 * that no timer of the daemon keeps step with them. Both ends are in this JVM, and use one clock.
 *
 * <p>{@code WakeLatency DIR URL COUNT MEAN_MS} prints one line of JSON, in µs.
 */
public final class WakeLatency extends FrameAdapter {
    private static final int WARM_UP = 200;
    private static final double US = 1e3;

    private final PageIterator iterator = new PageIterator();
    private final long[] latenciesNs;
    private volatile int received;

    private WakeLatency(int count) {
        this.latenciesNs = new long[count];
    }

    /** Measures so many events, with so many ms between two on average. */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[2]) + WARM_UP;
        WakeLatency latency = new WakeLatency(count);
        try (Tracer tracer = Tracer.connect(Path.of(args[0]));
                RemoteStream stream = RemoteDaemon.at(args[1]).stream(new StreamQuery(false, true, false, null))) {
            EventType probe = tracer.event("bench", "probe").u64("seq").register();
            if (!tracer.awaitReady(Duration.ofSeconds(30))) {
                throw new IllegalStateException(tracer.status().toString());
            }
            Thread writer = new Thread(() -> write(probe, count, Double.parseDouble(args[3])));
            writer.start();
            while (latency.received < count && stream.next(latency)) {}
            writer.join();
        }
        latency.print();
    }

    private static void write(EventType probe, int count, double meanMs) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos((long) (-Math.log(1 - random.nextDouble())
                    * meanMs
                    * Duration.ofMillis(1).toNanos()));
            probe.begin().u64(i).commit();
        }
    }

    @Override
    public void onPage(int cpu, long subbuf, int start, int end, ByteBuffer buffer, int offset, int length) {
        long now = System.nanoTime();
        iterator.wrap(buffer, offset, length);
        int next = received;
        while (iterator.next() && next < latenciesNs.length) {
            latenciesNs[next++] = now - iterator.timestamp();
        }
        received = next;
    }

    private void print() throws IOException {
        long[] sorted = Arrays.copyOfRange(latenciesNs, WARM_UP, received);
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "{\"p50\":%.0f,\"p90\":%.0f,\"p99\":%.0f,\"max\":%.0f}%n",
                at(sorted, 0.5),
                at(sorted, 0.9),
                at(sorted, 0.99),
                at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * (sorted.length - 1))] / US;
    }
}
