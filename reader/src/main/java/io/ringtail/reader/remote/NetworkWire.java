package io.ringtail.reader.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Requests over TCP, by the JDK's client. */
final class NetworkWire implements Wire {
    /** Several times as long as a daemon that lives leaves a stream silent, which is 5 seconds. */
    static final Duration MOST_SILENCE = Duration.ofSeconds(30);

    private static final long TIMER_IDLE_S = 5;

    private final HttpClient client;
    private final long mostSilenceNs;
    private final ScheduledThreadPoolExecutor timer = timer();

    /**
     * Creates a wire.
     *
     * @param mostSilence the longest time that one read of an endless body may wait
     */
    NetworkWire(HttpClient client, Duration mostSilence) {
        this.client = client;
        this.mostSilenceNs = mostSilence.toNanos();
    }

    /** A thread that ends when there is nothing to watch: nobody closes a wire. */
    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "silence-watch");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(TIMER_IDLE_S, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    @Override
    public Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        long wholeNs = request.timeout().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        WatchedBody body = new WatchedBody(response.body(), wholeNs, mostSilenceNs, System::nanoTime);
        watch(body, Math.min(wholeNs, mostSilenceNs));
        return new Answer(response.statusCode(), headers, body, body::endless);
    }

    private void watch(WatchedBody body, long delayNs) {
        timer.schedule(
                () -> {
                    long nextNs = body.look();
                    if (nextNs > 0) {
                        watch(body, nextNs);
                    }
                },
                delayNs,
                TimeUnit.NANOSECONDS);
    }
}
