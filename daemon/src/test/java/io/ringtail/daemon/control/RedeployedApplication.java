package io.ringtail.daemon.control;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.function.BiPredicate;

/** An application loaded by its own class loader: it writes one event from a thread that outlives it. */
final class RedeployedApplication implements BiPredicate<Path, ExecutorService> {
    RedeployedApplication() {}

    @Override
    public boolean test(Path directory, ExecutorService pool) {
        try (Tracer tracer = Tracer.connect(directory)) {
            EventType deployed = tracer.event("load", "deployed").u64("seq").register();
            return tracer.awaitReady(Duration.ofSeconds(30))
                    && pool.submit(() -> deployed.begin().u64(1).commit()).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
