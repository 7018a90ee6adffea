package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The page that {@code ringtail view} serves for a fleet, over HTTP. */
final class ViewedPage {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);

    private final FleetHost host;
    private final Process view;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI page;

    private ViewedPage(FleetHost host, Process view, String address) {
        this.host = host;
        this.view = view;
        this.page = URI.create(address);
    }

    /**
     * Starts the command, and waits until it serves.
     *
     * @param shown what it must say that it shows
     */
    static ViewedPage open(FleetHost host, String shown, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("view", "--no-open"));
        command.addAll(List.of(options));
        Process view = host.start("view", command.toArray(String[]::new));
        Matcher address = Pattern.compile("ringtail: " + Pattern.quote(shown) + " at (http\\S+/)")
                .matcher("");
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!address.reset(host.printed("view")).find()) {
            assertThat(view.isAlive() && System.nanoTime() < endNs)
                    .as(host.errors())
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return new ViewedPage(host, view, address.group(1));
    }

    /** What the page lists of its files. */
    String files() throws Exception {
        return client.send(request("files"), BodyHandlers.ofString()).body();
    }

    /** How many events the page gets. */
    long events() throws Exception {
        Counter counter = new Counter();
        try (InputStream in =
                client.send(request("stream"), BodyHandlers.ofInputStream()).body()) {
            FrameReader frames = new FrameReader(Channels.newChannel(in));
            while (frames.read(counter)) {
                // It is counted.
            }
        }
        return counter.events;
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(page.resolve(path)).build();
    }

    /** Ends the command, which must leave nothing. */
    void end() throws InterruptedException, IOException {
        view.destroy();
        assertThat(view.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(view.exitValue()).as(host.errors()).isZero();
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left).noneMatch(path -> path.toString().contains("ringtail-fleet-" + view.pid() + "-"));
        }
    }

    private static final class Counter extends FrameAdapter {
        private final PageIterator iterator = new PageIterator();
        private long events;

        @Override
        public void onPage(int cpu, long subbuf, int start, int end, ByteBuffer buffer, int offset, int length) {
            iterator.wrap(buffer, offset, length);
            while (iterator.next()) {
                events++;
            }
        }
    }
}
