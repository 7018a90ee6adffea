package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that write each event on another CPU, and a receiver that must see each thread's events in order. */
@Timeout(60)
final class MigrationTest {
    private static final int THREADS = 3;
    private static final int CPUS = 3;
    private static final int EVENTS_A_THREAD = 40_000;
    private static final int PAYLOAD = 16;

    @TempDir
    private Path directory;

    @Test
    void shouldKeepTheOrderOfThreadsThatMoveBetweenCpus() throws Exception {
        try (ServedFile daemon = new ServedFile(directory, 4096, 32, 10_000);
                RemoteStream stream = RemoteDaemon.at(daemon.url()).stream(new StreamQuery(true, true, true, null))) {
            List<WrittenRing> rings = new ArrayList<>();
            for (int cpu = 0; cpu < CPUS; cpu++) {
                rings.add(daemon.addRing(cpu));
            }
            List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                threads.add(writing(thread, rings));
            }
            Receiver receiver = new Receiver();
            while (receiver.told < THREADS * EVENTS_A_THREAD) {
                assertThat(stream.next(receiver)).isTrue();
                receiver.merger.deliverAll();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static Thread writing(int thread, List<WrittenRing> rings) {
        RingWriter writer = rings.get(0).writer(thread);
        Random random = new Random(thread);
        Thread writing = new Thread(() -> {
            byte[] payload = new byte[PAYLOAD];
            ByteBuffer bytes = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
            for (int number = 0; number < EVENTS_A_THREAD; number++) {
                bytes.putShort(0, (short) ServedFile.EVENT_ID).putInt(4, thread).putLong(8, number);
                writer.write(rings.get(random.nextInt(CPUS)).ring(), payload, PAYLOAD);
            }
        });
        writing.start();
        return writing;
    }

    /** A merging receiver that expects each thread's numbers and all times in ascending order. */
    private static final class Receiver extends MergingReceiver {
        final long[] nextNumber = new long[THREADS];
        int told;

        @Override
        public void onEvent(int cpu, ByteBuffer page, PageIterator event) {
            int thread = page.getInt(event.payloadOffset() + 4);
            long number = page.getLong(event.payloadOffset() + 8);
            assertThat(number).isEqualTo(nextNumber[thread]++);
            told++;
        }

        @Override
        public void onLost(int cpu, long lost) {
            throw new AssertionError("CPU " + cpu + " lost " + lost);
        }

        @Override
        public void onLate(int cpu, long byNs) {
            throw new AssertionError("CPU " + cpu + " is late by " + byNs + " ns");
        }
    }
}
