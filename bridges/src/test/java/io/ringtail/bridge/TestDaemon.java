package io.ringtail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.daemon.DaemonSettings;
import io.ringtail.daemon.RingtailDaemon;
import io.ringtail.daemon.Setting;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.layout.RunFiles;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.merge.EventMerger;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import io.ringtail.reader.text.JsonPrinter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A daemon in this process, a tracer on it, and what was written. */
public final class TestDaemon implements AutoCloseable {
    private static final StreamQuery ALL_THERE_IS = new StreamQuery(true, false, false, null);
    private static final Pattern EVENT = Pattern.compile("\"event\":\"([^\"]*)\",\"fields\":(\\{.*\\})\\}");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final RingtailDaemon daemon;
    private final Tracer tracer;

    /** Starts a daemon, with its files in a directory. */
    public TestDaemon(Path directory) throws Exception {
        DaemonSettings settings =
                new DaemonSettings().set(Setting.DIR, directory.toString()).set(Setting.BUFFER_SIZE, "4m");
        this.directory = directory;
        this.daemon = RingtailDaemon.start(settings.conclude(), "test", Map.of(), new DaemonEnd());
        this.tracer = Tracer.connect(directory);
    }

    /** Returns the run directory. */
    public Path directory() {
        return directory;
    }

    /** Returns a tracer, which is closed with the daemon. */
    public Tracer tracer() {
        return tracer;
    }

    /** Waits until events reach a ring, of all types registered so far. */
    public void awaitReady() throws InterruptedException {
        assertThat(tracer.awaitReady(PATIENCE)).isTrue();
    }

    /** Writes one line into a file of the daemon's. */
    public void put(String path, String line) throws IOException {
        RemoteDaemon.local(directory.resolve(RunFiles.STREAM_SOCKET)).write(path, line);
    }

    /** Waits until an event of a type is no longer enabled, or is again. */
    public static void awaitEnabled(EventType type, boolean enabled) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (type.isEnabled() != enabled) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Returns the events of a system written so far, each as {@code name{"field":value,...}}. */
    public List<String> events(String system) throws IOException {
        return lines().map(TestDaemon::event)
                .filter(event -> event.startsWith(system + ':'))
                .map(event -> event.substring(system.length() + 1))
                .toList();
    }

    /** Returns the events of log calls written so far. */
    public List<String> logged() throws IOException {
        return events(LogEvents.SYSTEM);
    }

    /** Waits for events of a system, and returns those written by then. */
    public List<String> await(String system, Predicate<List<String>> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> events = events(system);
        while (!wanted.test(events)) {
            assertThat(System.nanoTime()).as("%s", events).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
            events = events(system);
        }
        return events;
    }

    /** Returns the value of a numerical field. */
    public static long number(String event, String field) {
        Matcher value = Pattern.compile('"' + field + "\":(-?\\d+)").matcher(event);
        assertThat(value.find()).as(event).isTrue();
        return Long.parseLong(value.group(1));
    }

    private static String event(String line) {
        Matcher event = EVENT.matcher(line);
        return event.find() ? event.group(1) + event.group(2) : line;
    }

    private Stream<String> lines() throws IOException {
        StringBuilder lines = new StringBuilder();
        try (RemoteStream stream = RemoteDaemon.at(daemon.http()).stream(ALL_THERE_IS)) {
            Merging merging = new Merging(stream, lines);
            while (stream.next(merging)) {}
            merging.merger.flush();
        }
        return lines.toString().lines();
    }

    @Override
    public void close() {
        tracer.close();
        daemon.close();
    }

    /** Merges a stream's pages. */
    private static final class Merging extends FrameAdapter {
        private final EventCatalog catalog = new EventCatalog();
        private final EventMerger merger;

        Merging(RemoteStream stream, StringBuilder lines) {
            EventDecoder decoder = new EventDecoder(catalog, tid -> "any", tid -> 0, new JsonPrinter(lines));
            this.merger = new EventMerger(stream.hello().possibleCpus(), decoder);
        }

        @Override
        public void onFormat(int eventId, String system, String format) {
            try {
                catalog.register(system, EventFormat.parse(format));
            } catch (InvalidFormatException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onCpu(int cpu, boolean online) {
            merger.addCpu(cpu);
        }

        @Override
        public void onPage(
                int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
            merger.addPage(cpu, buffer, offset, length);
            merger.deliverAll();
        }

        @Override
        public void onWatermark(int cpu, long timeNs) {
            merger.watermark(cpu, timeNs);
            merger.deliverAll();
        }
    }
}
