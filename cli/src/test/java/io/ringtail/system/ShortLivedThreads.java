package io.ringtail.system;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An application that starts the number of threads given in each line, a batch at a time; each thread writes one event
 * and ends.
 */
final class ShortLivedThreads {
    private static final int BATCH = 100;

    private ShortLivedThreads() {}

    /** Takes the run directory; prints {@code ready}, then the number of events written after each line. */
    public static void main(String[] arguments) throws Exception {
        try (Tracer tracer = Tracer.connect(Path.of(arguments[0]))) {
            EventType born = tracer.event("short", "lived").u64("number").register();
            if (!tracer.awaitReady(Duration.ofSeconds(60))) {
                throw new IllegalStateException("no daemon answers in " + arguments[0]);
            }
            System.out.println("ready");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(run(born, Integer.parseInt(line)));
            }
        }
    }

    private static long run(EventType born, int threads) throws InterruptedException {
        boolean[] written = new boolean[BATCH];
        Thread[] batch = new Thread[BATCH];
        long count = 0;
        for (int first = 0; first < threads; first += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                int index = i;
                int number = first + i;
                batch[i] = new Thread(
                        () -> written[index] = born.begin().u64(number).commit(), "short-" + number);
                batch[i].start();
            }
            for (int i = 0; i < BATCH; i++) {
                batch[i].join();
                count += written[i] ? 1 : 0;
            }
        }
        return count;
    }
}
