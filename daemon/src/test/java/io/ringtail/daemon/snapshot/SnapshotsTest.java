package io.ringtail.daemon.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.daemon.DaemonSettings;
import io.ringtail.daemon.RingtailDaemon;
import io.ringtail.daemon.Setting;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.JsonPrinter;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Snapshots of a daemon in this process, requested over HTTP and by a tracer. */
@Timeout(120)
@Tag("once")
final class SnapshotsTest {
    private static final Pattern STEP = Pattern.compile("\"fields\":\\{\"seq\":(\\d+),\"thread\":(\\d+)\\}");
    private static final int THREADS = 4;

    /** The events of all threads fit into one ring. */
    private static final long MOST = 20_000;

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // initialised by each test
    private RingtailDaemon daemon;

    @SuppressWarnings("NullAway.Init")
    private Tracer tracer;

    private final Logger auditLog = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
    private final AuditLines audit = new AuditLines();

    /** Keeps the lines of the audit log, which several threads write. */
    private static final class AuditLines extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }

    @BeforeEach
    void listen() {
        auditLog.setLevel(Level.INFO);
        auditLog.setAdditive(false);
        audit.start();
        auditLog.addAppender(audit);
    }

    private void start() throws Exception {
        start(Map.of());
    }

    private void start(Map<Setting, String> settings) throws Exception {
        DaemonSettings all = new DaemonSettings()
                .set(Setting.DIR, directory.toString())
                .set(Setting.BUFFER_SIZE, "1m")
                .set(Setting.ANONYMOUS_ROLES, "read,control");
        settings.forEach(all::set);
        daemon = RingtailDaemon.start(all.conclude(), "test", Map.of(), new DaemonEnd());
        tracer = Tracer.connect(directory);
    }

    @AfterEach
    void stop() {
        auditLog.detachAppender(audit);
        auditLog.setAdditive(true);
        auditLog.setLevel(null);
        if (tracer != null) {
            tracer.close();
            daemon.close();
        }
    }

    private EventType step() throws Exception {
        EventType step = tracer.event("test", "step").u64("seq").s32("thread").register();
        assertThat(tracer.awaitReady(Duration.ofSeconds(20))).isTrue();
        return step;
    }

    private HttpResponse<String> post(String reason) throws Exception {
        return client.send(request(reason), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String reason) {
        String query = URLEncoder.encode(reason, StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create("http://" + daemon.http() + "/snapshot?reason=" + query))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private String taken(String reason) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        HttpResponse<String> response = post(reason);
        while (response.statusCode() == 429) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            response = post(reason);
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static Path path(String answer) {
        Matcher path = Pattern.compile("\"path\":\"([^\"]*)\"").matcher(answer);
        assertThat(path.find()).as(answer).isTrue();
        return Path.of(path.group(1));
    }

    private List<Path> files(Path in) throws IOException {
        if (!Files.exists(in)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(in)) {
            return files.sorted().toList();
        }
    }

    private Path snapshots() {
        return directory.resolve("snapshots");
    }

    /** The events of a file as lines of JSON. */
    private static List<String> events(Path file) throws Exception {
        List<String> lines = new ArrayList<>();
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            StringBuilder line = new StringBuilder();
            EventDecoder decoder = reader.decoder(new JsonPrinter(line));
            for (TraceEvents events = reader.events(); events.next(decoder); line.setLength(0)) {
                lines.addAll(line.toString().lines().toList());
            }
            lines.addAll(line.toString().lines().toList());
        }
        return lines;
    }

    @Test
    void shouldHoldEachEventOfBeforeTheCallOnceWhileOthersAreWritten() throws Exception {
        start(Map.of(Setting.BUFFER_SIZE, "4m", Setting.SNAPSHOT_SPACE, "4g"));
        EventType step = step();
        AtomicLongArray written = new AtomicLongArray(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            threads.add(new Thread(() -> {
                for (long seq = 1; seq <= MOST; seq++) {
                    step.begin().u64(seq).s32(thread).commit();
                    written.lazySet(thread, seq);
                }
            }));
        }
        threads.forEach(Thread::start);
        await(written, 100);
        long[] before = copy(written);
        String answer = taken("load");
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answer).contains("\"lost\":0,");
        assertHolds(events(path(answer)), before);
    }

    private static void await(AtomicLongArray written, long least) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (int i = 0; i < THREADS; i++) {
            while (written.get(i) < least) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }

    private static long[] copy(AtomicLongArray written) {
        long[] copy = new long[THREADS];
        for (int i = 0; i < THREADS; i++) {
            copy[i] = written.get(i);
        }
        return copy;
    }

    private static void assertHolds(List<String> lines, long[] before) {
        Map<Integer, List<Long>> held = new HashMap<>();
        for (String line : lines) {
            Matcher step = STEP.matcher(line);
            if (step.find()) {
                held.computeIfAbsent(Integer.parseInt(step.group(2)), thread -> new ArrayList<>())
                        .add(Long.parseLong(step.group(1)));
            }
        }
        for (int i = 0; i < THREADS; i++) {
            long last = before[i];
            assertThat(held.getOrDefault(i, List.of()).stream().filter(seq -> seq <= last))
                    .as("thread %d", i)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, last).boxed().toList());
        }
    }

    @Test
    void shouldKeepWithinItsSpaceAndRemoveTheOldest() throws Exception {
        start(Map.of(Setting.BUFFER_SIZE, "64k", Setting.SUBBUF_SIZE, "4k", Setting.SNAPSHOT_SPACE, "3m"));
        EventType step = step();
        Path other = Files.createDirectories(snapshots()).resolve("notes.txt");
        Files.writeString(other, "mine");
        Files.write(snapshots().resolve("snapshot-20260101T000000.000000001Z.dat"), new byte[1 << 20]);
        Files.write(snapshots().resolve("snapshot-20260101T000000.000000002Z.dat"), new byte[1 << 20]);
        Files.write(snapshots().resolve("snapshot-0.dat.1-1.cpu0.part"), new byte[1 << 20]);
        step.begin().u64(1).s32(0).commit();
        Path first = path(taken("first"));
        assertThat(files(snapshots()))
                .contains(first, other)
                .noneMatch(file -> file.toString().endsWith(".part"));
        assertThat(files(snapshots())).doesNotContain(snapshots().resolve("snapshot-20260101T000000.000000001Z.dat"));
        long sum = 0;
        for (Path file : files(snapshots())) {
            sum += Files.size(file);
        }
        assertThat(sum).isLessThanOrEqualTo(3L << 20);
    }

    @Test
    void shouldSayWhyNoneCanBeTakenAndLeaveNothing() throws Exception {
        start(Map.of(Setting.SNAPSHOT_SPACE, "1m"));
        step().begin().u64(1).s32(0).commit();
        HttpResponse<String> refused = post("why not");
        assertThat(refused.statusCode()).isEqualTo(507);
        assertThat(refused.body().lines()).hasSize(1).allMatch(line -> line.contains("--snapshot-space"));
        assertThat(files(snapshots())).isEmpty();
    }

    @Test
    void shouldSayThatItsDirectoryCannotBeUsed() throws Exception {
        Path file = Files.writeString(directory.resolve("in-the-way"), "");
        start(Map.of(Setting.SNAPSHOT_DIR, file.toString()));
        step().begin().u64(1).s32(0).commit();
        HttpResponse<String> failed = post("why not");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains(file.toString()).contains("--snapshot-dir");
    }

    @Test
    void shouldTakeNoTwoWithinASecondAndGoOnAfterwards() throws Exception {
        start();
        step().begin().u64(1).s32(0).commit();
        taken("one");
        HttpResponse<String> refused = post("two");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body().lines()).hasSize(1);
        taken("three");
        assertThat(files(snapshots())).hasSize(2);
    }

    @Test
    void shouldGiveItsSnapshotsAndNoOtherFile() throws Exception {
        start();
        assertThat(get("/snapshots").body()).isEmpty();
        step().begin().u64(1).s32(0).commit();
        Path taken = path(taken("one"));
        String name = taken.getFileName().toString();
        assertThat(get("/snapshots").body()).matches(Pattern.quote(name) + " +" + Files.size(taken) + " bytes\n");
        HttpResponse<byte[]> file = client.send(
                get(URI.create("http://" + daemon.http() + "/snapshots/" + name)),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(file.body()).isEqualTo(Files.readAllBytes(taken));
        assertThat(file.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"" + name + '"');
        Path secret = Files.writeString(directory.resolve("secret"), "not for readers");
        String linked = "snapshot-20260101T000000.000000000Z.dat";
        Files.createSymbolicLink(snapshots().resolve(linked), secret);
        Files.writeString(snapshots().resolve("snapshot-x.dat"), "no snapshot");
        for (String other : List.of(
                linked, "snapshot-x.dat", "..%2Fsecret", "%2E%2E/secret", "..", "secret", name + "%00", name + "/x")) {
            HttpResponse<String> refused = get("/snapshots/" + other);
            assertThat(refused.statusCode()).as(other).isIn(400, 404);
            assertThat(refused.body()).doesNotContain("not for readers");
        }
        assertThat(get("/snapshots").body()).startsWith(name).hasLineCount(1);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(get(URI.create("http://" + daemon.http() + path)), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }

    @Test
    void shouldTakeOneOfSeveralThatAreAskedForAtOnce() throws Exception {
        start();
        step().begin().u64(1).s32(0).commit();
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 8)
                .mapToObj(i -> client.sendAsync(request("all at once " + i), HttpResponse.BodyHandlers.ofString()))
                .toList();
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.get(30, TimeUnit.SECONDS);
            assertThat(response.body().lines()).hasSize(1);
            statuses.add(response.statusCode());
        }
        assertThat(statuses).containsOnly(200, 429).containsOnlyOnce(200);
        assertThat(files(snapshots())).hasSize(1);
        assertThat(events(files(snapshots()).get(0))).hasSize(1);
    }

    @Test
    void shouldTakeFewOfThoseThatATracerAsksForWithoutEnd() throws Exception {
        start(Map.of(Setting.BUFFER_SIZE, "64k", Setting.SUBBUF_SIZE, "4k", Setting.SNAPSHOT_SPACE, "3m"));
        EventType step = step();
        long begunNs = System.nanoTime();
        for (long i = 1; i <= 1000; i++) {
            step.begin().u64(i).s32(0).commit();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!tracer.snapshot("again " + i)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNs);
        path(taken("the last"));
        List<Path> taken = files(snapshots());
        // The first at once, the last requested here, and at most one a second in between.
        assertThat(taken).hasSizeBetween(2, Math.toIntExact(seconds) + 3);
        assertThat(events(taken.get(taken.size() - 1))).anyMatch(line -> line.contains("\"seq\":1000,"));
        assertThat(audit.lines)
                .filteredOn(line -> line.contains("refused a snapshot over control.sock: "))
                .hasSizeBetween(1, 5 * (Math.toIntExact(seconds) / 60 + 2))
                .allMatch(line ->
                        line.contains(", local pid " + ProcessHandle.current().pid() + ": "));
    }

    @Test
    void shouldMakeAnyReasonOneShortLineInTheFile() throws Exception {
        start();
        step().begin().u64(1).s32(0).commit();
        String answer = taken("two\r\nlines\u2028 \u0000 " + "x".repeat(1000));
        assertThat(answer.lines()).hasSize(1);
        byte[] bytes = Files.readAllBytes(path(answer));
        String text = new String(bytes, 0, bytes.length, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("ringtail snapshot: two??lines? ? xxx");
        assertThat(text).doesNotContain("x".repeat(Snapshots.MOST_REASON));
    }

    @Test
    void shouldTakeTheOneThatATracerAsksFor() throws Exception {
        start();
        step().begin().u64(42).s32(0).commit();
        assertThat(tracer.snapshot("an order\nwas lost")).isTrue();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (files(snapshots()).stream().noneMatch(file -> file.toString().endsWith(".dat"))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        Path file = files(snapshots()).get(0);
        assertThat(events(file)).anyMatch(line -> line.contains("\"seq\":42"));
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .contains("ringtail snapshot: an order?was lost");
        while (audit.lines.isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        int uid = (int) Files.getAttribute(directory, "unix:uid");
        assertThat(audit.lines)
                .singleElement()
                .asString()
                .matches("uid " + uid + "( \\(.*\\))?, local pid "
                        + ProcessHandle.current().pid() + ": took the snapshot "
                        + Pattern.quote(file.toAbsolutePath() + " over control.sock, reason 'an order?was lost'"));
    }

    @Test
    void shouldKeepOneWishOfATracerThatHasNoDaemonYet() {
        try (Tracer alone = Tracer.connect(directory.resolve("nobody"))) {
            assertThat(alone.snapshot("first")).isTrue();
            assertThat(alone.snapshot("second")).isFalse();
        }
    }
}
