package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.reader.remote.RemoteDaemon;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances of one daemon, which all cases share: each has instances and events of its own. */
@Timeout(300)
@Tag("once")
final class InstancesTest {
    private static final long LIMIT_S = 100;
    private static final int EVENTS = 500;
    private static final Pattern WRITTEN = Pattern.compile("\"written\":(\\d+)");

    private static RingtailHost host;

    /** Events by an interface's methods, which are written directly unless an instance has them. */
    @TraceProvider("typed")
    interface TypedEvents {
        void step(@Name("seq") long seq, @Name("note") String note);
    }

    @BeforeAll
    static void start() throws Exception {
        host = new RingtailHost("--buffer-size", "1m");
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    private static RemoteDaemon daemon() {
        return RemoteDaemon.local(host.directory().resolve("stream.sock"));
    }

    private static Path directory(String instance) {
        return host.directory().resolve("instances").resolve(instance);
    }

    private static RemoteDaemon instance(String name) {
        return RemoteDaemon.local(directory(name).resolve("stream.sock"));
    }

    private static void add(String name, String events) throws Exception {
        daemon().post("/instances", Map.of("name", name, "event", events));
    }

    private static void remove(String name) throws Exception {
        daemon().delete("/instances", Map.of("name", name));
    }

    private static long written(RemoteDaemon of) throws Exception {
        Matcher each = WRITTEN.matcher(of.read("/stats", "*/*"));
        long sum = 0;
        while (each.find()) {
            sum += Long.parseLong(each.group(1));
        }
        return sum;
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!condition.call()) {
            assertThat(System.nanoTime() - endNs).as("not in time: " + what).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static void ready(Tracer tracer) throws Exception {
        assertThat(tracer.awaitReady(Duration.ofSeconds(LIMIT_S)))
                .as(tracer.status().toString())
                .isTrue();
    }

    @Test
    void shouldWriteAnEventWhereverItIsEnabled() throws Exception {
        assertThat(host.run(
                        "instance", "add", "first", "--event", "fan:one", "--event", "fan:both", "--dir", host.dir()))
                .contains("/instances/first");
        add("second", "");
        try (Tracer tracer = Tracer.connect(host.directory())) {
            EventType one = tracer.event("fan", "one").u64("seq").string("note").register();
            EventType both =
                    tracer.event("fan", "both").u64("seq").string("note").register();
            EventType none =
                    tracer.event("fan", "none").u64("seq").string("note").register();
            ready(tracer);
            instance("second").write("/events/fan/both/enable", "1");
            daemon().write("/events/fan/one/enable", "0");
            daemon().write("/events/fan/none/enable", "0");
            assertThat(none.isEnabled()).isFalse();
            assertThat(one.isEnabled()).isTrue();
            long before = written(daemon());
            for (int i = 0; i < EVENTS; i++) {
                assertThat(one.begin().u64(i).string("only in first").commit()).isTrue();
                assertThat(both.begin().u64(i).string("everywhere").commit()).isTrue();
                assertThat(none.begin().u64(i).string("nowhere").commit()).isFalse();
            }
            assertThat(written(daemon()) - before).isEqualTo(EVENTS);
            assertThat(written(instance("first"))).isEqualTo(2 * EVENTS);
            assertThat(written(instance("second"))).isEqualTo(EVENTS);
        }
        String lines = host.run(
                "tail",
                "--json",
                "--from",
                "oldest",
                "--count",
                "" + 2 * EVENTS,
                "--dir",
                host.dir() + "/instances/first");
        assertThat(lines.lines().filter(line -> line.contains("\"event\":\"fan:one\"")))
                .hasSize(EVENTS);
        assertThat(lines)
                .contains("\"seq\":" + (EVENTS - 1) + ",\"note\":\"everywhere\"")
                .doesNotContain("\"lost\"");
        assertThat(host.get("/instances/second/events/fan/both/enable")).isEqualTo("1\n");
        remove("first");
        remove("second");
    }

    @Test
    void shouldFollowSwitchesWithEventsOfMethods() throws Exception {
        add("methods", "typed:*");
        try (Tracer tracer = Tracer.connect(host.directory())) {
            TypedEvents events = tracer.provider(TypedEvents.class);
            ready(tracer);
            long before = written(daemon());
            for (int i = 0; i < EVENTS; i++) {
                events.step(i, "in both");
            }
            instance("methods").write("/events/typed/step/enable", "0");
            for (int i = 0; i < EVENTS; i++) {
                events.step(i, "in the daemon's own rings");
            }
            instance("methods").write("/events/typed/step/enable", "1");
            daemon().write("/events/typed/step/enable", "0");
            for (int i = 0; i < EVENTS; i++) {
                events.step(i, "in the instance");
            }
            assertThat(written(daemon()) - before).isEqualTo(2 * EVENTS);
            assertThat(written(instance("methods"))).isEqualTo(2 * EVENTS);
        }
        remove("methods");
    }

    @Test
    void shouldGoAndComeBackWhileEventsAreWritten() throws Exception {
        try (Tracer tracer = Tracer.connect(host.directory())) {
            EventType busy = tracer.event("passing", "busy").u64("seq").register();
            ready(tracer);
            AtomicBoolean ended = new AtomicBoolean();
            long[] written = new long[1];
            long before = written(daemon());
            Thread writer = new Thread(() -> {
                while (!ended.get()) {
                    written[0] += busy.begin().u64(written[0]).commit() ? 1 : 0;
                    LockSupport.parkNanos(1);
                }
            });
            writer.start();
            for (int round = 0; round < 2; round++) {
                add("passing", "passing:*");
                until("events in the instance", () -> written(instance("passing")) > EVENTS);
                remove("passing");
                assertThat(directory("passing")).doesNotExist();
            }
            ended.set(true);
            writer.join();
            assertThat(written(daemon()) - before).isEqualTo(written[0]);
            busy.begin().u64(0).commit();
            until("the instance's memory is given back", () -> {
                System.gc();
                return !Files.readString(Path.of("/proc/self/maps")).contains("instances/passing");
            });
        }
    }

    @Test
    void shouldKeepInstancesAndTheirEventsWhenTheDaemonIsKilled() throws Exception {
        add("kept", "kept:*");
        try (Tracer tracer = Tracer.connect(host.directory())) {
            EventType step = tracer.event("kept", "step").u64("seq").register();
            ready(tracer);
            daemon().write("/events/kept/step/enable", "0");
            AtomicBoolean ended = new AtomicBoolean();
            long[] written = new long[1];
            Thread writer = new Thread(() -> {
                while (!ended.get()) {
                    written[0] += step.begin().u64(written[0]).commit() ? 1 : 0;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            });
            writer.start();
            until("events in the instance", () -> written(instance("kept")) > EVENTS);
            host.kill();
            host.restart();
            long atRestart = written(instance("kept"));
            until("more events", () -> written(instance("kept")) > atRestart + EVENTS);
            ended.set(true);
            writer.join();
            assertThat(written(instance("kept"))).isEqualTo(written[0]);
            assertThat(instance("kept").read("/events/kept/step/enable", "*/*")).isEqualTo("1\n");
            assertThat(daemon().read("/events/kept/step/enable", "*/*")).isEqualTo("0\n");
        }
        assertThat(host.run("instance", "list", "--dir", host.dir()))
                .contains("kept")
                .contains("1m");
        remove("kept");
    }

    @Test
    void shouldSettleWhatAKilledProcessOwesInEachInstance() throws Exception {
        add("bereft", "count:*");
        try (CountingClient client = CountingClient.start(host, List.of(), 0, 1)) {
            client.ready();
            client.go();
            until("events in the instance", () -> written(instance("bereft")) > EVENTS);
        }
        until(
                "the record is free",
                () -> instance("bereft").read("/stats", "*/*").contains("\"clients\":[]"));
        assertThat(instance("bereft").read("/stats", "*/*"))
                .doesNotContainPattern("\"ambiguous\":[1-9]")
                .doesNotContainPattern("\"damage\":\"[^\"]");
        remove("bereft");
    }

    @Test
    void shouldRemoveAnInstanceWhileAProcessIsStopped() throws Exception {
        add("frozen", "count:*");
        try (CountingClient client = CountingClient.startSlow(host, List.of(), 0, 1)) {
            client.ready();
            client.go();
            until("events in the instance", () -> written(instance("frozen")) > 0);
            client.process().signal("STOP");
            remove("frozen");
            assertThat(directory("frozen")).doesNotExist();
            long before = written(daemon());
            client.process().signal("CONT");
            until("the process continues", () -> written(daemon()) > before + EVENTS);
            client.stop();
            client.awaitEnd();
            assertThat(client.refused()).isZero();
        }
    }

    @Test
    void shouldRefuseWhatCannotBe() throws Exception {
        for (String name : new String[] {"", "a b", "../up", "x".repeat(33), "é"}) {
            assertThatThrownBy(() -> add(name, "")).hasMessageContaining("name");
        }
        assertThatThrownBy(() -> daemon().post("/instances", Map.of("name", "odd", "buffer-size", "3m")))
                .hasMessageContaining("power of two");
        assertThatThrownBy(() -> daemon().post("/instances", Map.of("name", "large", "buffer-size", "1g")))
                .hasMessageContaining("--instance-space");
        assertThatThrownBy(() -> remove("absent")).hasMessageContaining("no instance of that name");
        assertThatThrownBy(() -> daemon().read("/instances/absent/stats", "*/*"))
                .hasMessageContaining("there is no instance 'absent'");
        for (int i = 0; i < 8; i++) {
            daemon().post("/instances", Map.of("name", "many" + i, "buffer-size", "256k"));
        }
        assertThatThrownBy(() -> add("many0", "")).hasMessageContaining("already");
        assertThatThrownBy(() -> add("many8", "")).hasMessageContaining("which is the limit");
        assertThat(post("/instances?name=mine")).isEqualTo(403);
        assertThat(post("/instances/many1/snapshot")).isEqualTo(403);
        for (int i = 0; i < 8; i++) {
            remove("many" + i);
        }
        assertThat(daemon().read("/instances", "*/*")).contains("\"instances\":[]");
    }

    /** The status of a change that a client asks for without credentials. */
    private static int post(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
