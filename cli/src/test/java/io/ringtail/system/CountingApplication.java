package io.ringtail.system;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * An application whose threads each write events numbered 0, 1, 2 and so on, as fast as they can, and retry those that
 * found no room. So a reader that misses nothing sees no gap.
 *
 * <p>It attaches on the line {@code attach} and prints {@code ready}, begins on {@code go} and ends on {@code stop}, or
 * when its standard input ends. Then it prints {@code thread THREAD WRITTEN REFUSED} for each thread. After {@code go
 * BYTES}, its threads pause once a ring of the buffer file has as much: however late a kill arrives, nothing is
 * overwritten.
 */
final class CountingApplication {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int NOTES = 31;
    private static final String GO = "go";
    /** How often a thread looks at the rings, in events. */
    private static final int LOOK_EVERY = 1024;

    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(64);
    private static final int LETTERS = 26;
    private static final List<String> NOTE = IntStream.range(0, NOTES)
            .mapToObj(i -> String.valueOf((char) ('a' + i % LETTERS)).repeat(i))
            .toList();

    private final EventType step;
    private final Path buffer;
    private final List<Writer> writers = new ArrayList<>();
    private final long everyNs;
    private final long most;
    private volatile long limit = Long.MAX_VALUE;
    private volatile boolean stopping;

    private CountingApplication(EventType step, Path buffer, int firstThread, int threads, long everyNs, long most) {
        this.step = step;
        this.buffer = buffer;
        this.everyNs = everyNs;
        this.most = most;
        for (int i = 0; i < threads; i++) {
            writers.add(new Writer(firstThread + i));
        }
    }

    /**
     * Arguments: run directory, number of the first thread, number of threads, ns that each waits between events,
     * number of events after which it ends by itself.
     */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (!"attach".equals(in.readLine())) {
            return;
        }
        try (Tracer tracer = Tracer.connect(Path.of(args[0]))) {
            EventType step = tracer.event("count", "step")
                    .u64("seq")
                    .s32("thread")
                    .u64("check")
                    .string("note")
                    .register();
            CountingApplication application = new CountingApplication(
                    step,
                    Path.of(args[0], "buffer"),
                    Integer.parseInt(args[1]),
                    Integer.parseInt(args[2]),
                    Long.parseLong(args[3]),
                    Long.parseLong(args[4]));
            if (!tracer.awaitReady(Duration.ofSeconds(60))) {
                throw new IllegalStateException("no daemon answers in " + args[0]);
            }
            System.out.println("ready");
            application.run(in);
        }
    }

    private void run(BufferedReader in) throws IOException, InterruptedException {
        String line = in.readLine();
        if (line != null && line.startsWith(GO)) {
            if (line.length() > GO.length()) {
                limit = Long.parseLong(line.substring(GO.length() + 1));
            }
            writers.forEach(Thread::start);
            in.readLine();
            stopping = true;
            for (Writer writer : writers) {
                writer.join();
                System.out.println("thread " + writer.number + ' ' + writer.written + ' ' + writer.refused);
            }
        }
    }

    /** The value of an event's field {@code check}. */
    static long check(long seq, long thread) {
        return (seq + thread * 1_000_003) * MULTIPLIER;
    }

    /** The value of an event's field {@code note}. */
    static String note(long seq) {
        return NOTE.get((int) (seq % NOTES));
    }

    private final class Writer extends Thread {
        private final int number;
        private long written;
        private long refused;

        Writer(int number) {
            super("count-" + number);
            this.number = number;
        }

        @Override
        public void run() {
            long pauseNs = FIRST_PAUSE_NS;
            while (!stopping && written < most) {
                if (written % LOOK_EVERY == 0) {
                    awaitRoom();
                }
                boolean done = step.begin()
                        .u64(written)
                        .s32(number)
                        .u64(check(written, number))
                        .string(note(written))
                        .commit();
                if (done) {
                    written++;
                    pauseNs = FIRST_PAUSE_NS;
                    if (everyNs > 0) {
                        LockSupport.parkNanos(everyNs);
                    }
                } else {
                    refused++;
                    LockSupport.parkNanos(pauseNs);
                    pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
                }
            }
        }

        private void awaitRoom() {
            try {
                while (limit < Long.MAX_VALUE
                        && !stopping
                        && BufferView.of(buffer).mostWritten() >= limit) {
                    LockSupport.parkNanos(FIRST_PAUSE_NS);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
