package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.conductor.ClientConductor;
import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.layout.ControlRingDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Machines with gaps between their CPUs and with more CPUs than bits in a word, and how soon a change is noticed. */
@Timeout(120)
@Tag("extensive")
@Tag("once")
final class ManyCpusTest {
    private static final String[] SMALL_RINGS = {"--mode", "discard", "--subbuf-size", "4k", "--buffer-size", "16k"};
    private static final long NOTICE_MS = 250;
    /** A round through two processes, each of which may have to wait for a core. */
    private static final long TOUCH_MS = 250;

    @TempDir
    private Path scratch;

    @Test
    void shouldSpendMemoryOnlyOnCpusThatAreThere() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0,3-7,128-130", "0,3-5,128-130");
        try (RingtailHost host = new RingtailHost("--sysfs", sysfs.root(), "--buffer-size", "1m")) {
            Path file = host.directory().resolve("buffer");
            BufferView buffer = BufferView.of(file);
            Eventually.until("seven CPUs", () -> host.online().equals(set(0, 3, 4, 5, 128, 129, 130)));
            assertThat(Files.size(file)).isGreaterThan(131L << 20);
            long before = kilobytes(file);
            assertThat(before).isBetween(7L << 10, 40L << 10);
            sysfs.online("0,3-7,128-130");
            Eventually.until("nine CPUs", () -> host.online().equals(set(0, 3, 4, 5, 6, 7, 128, 129, 130)));
            assertThat(kilobytes(file) - before).isBetween(2L << 10, 3L << 10);
            assertThat(buffer.prepared().cardinality()).isEqualTo(9);
            sysfs.online("3,130");
            Eventually.until("two CPUs", () -> host.online().equals(set(3, 130)));
            assertThat(buffer.prepared().cardinality()).isEqualTo(9);
            assertThat(host.daemon().err()).isEmpty();
        }
    }

    @Test
    void shouldServeAThousandCpusAndAClientThatWasLapped() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0-1023", "64-1023");
        try (RingtailHost host = new RingtailHost(with("--sysfs", sysfs.root()));
                CountReader reader = new CountReader(host);
                CountingClient client = CountingClient.start(host, List.of(), 0, 4)) {
            BufferView buffer = BufferView.of(host.directory().resolve("buffer"));
            Eventually.until("960 CPUs", () -> buffer.online().cardinality() == 960);
            client.ready().process().signal("STOP");
            long announced = buffer.announced();
            sysfs.online("64");
            Eventually.until("one CPU", () -> buffer.online().cardinality() == 1);
            assertThat(buffer.announced() - announced).isGreaterThan(ControlRingDescriptor.CAPACITY);
            sysfs.online("0-1023");
            Eventually.until("1,024 CPUs", () -> buffer.online().cardinality() == 1024);
            client.process().signal("CONT");
            Eventually.until("it has caught up", () -> buffer.behind().isEmpty());
            client.go();
            Eventually.until("events", () -> reader.total() > 1000);
            client.stop();
            client.awaitEnd();
            reader.finish(client.written(), host.sum("dropped"));
            assertThat(host.sum("rerouted")).isZero();
        }
    }

    @Test
    void shouldNoticeAChangeWithinAQuarterOfASecond() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0-7", "0");
        try (RingtailHost host = new RingtailHost(with("--sysfs", sysfs.root()))) {
            BufferView buffer = BufferView.of(host.directory().resolve("buffer"));
            Eventually.until("one CPU", () -> buffer.online().cardinality() == 1);
            List<Long> times = new ArrayList<>();
            for (int last = 1; last < 8; last++) {
                sysfs.online("0-" + last);
                int cpus = last + 1;
                times.add(millisecondsUntil(() -> buffer.online().cardinality() == cpus));
            }
            System.out.println("changes noticed after ms: " + times);
            assertThat(median(times)).isLessThan(NOTICE_MS);
        }
    }

    @Test
    void shouldNoticeAWriterOnAnUnknownCpuAtOnce() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0-7", "0");
        CompletableFuture<Attachment> published = new CompletableFuture<>();
        try (RingtailHost host = new RingtailHost(with("--sysfs", sysfs.root()));
                ClientConductor conductor =
                        new ClientConductor(host.directory(), () -> ProcessBarrier.using(null), published::complete)) {
            conductor.start();
            Attachment attachment = published.get(60, TimeUnit.SECONDS);
            Eventually.until("CPU 0", () -> attachment.ringFor(0) != null);
            List<Long> times = new ArrayList<>();
            for (int touched = 1; touched < 8; touched++) {
                int cpu = touched;
                assertThat(attachment.ringFor(cpu)).isSameAs(attachment.rings().get(0));
                times.add(millisecondsUntil(
                        () -> attachment.ringFor(cpu) == attachment.rings().get(cpu)));
            }
            System.out.println("first touches noticed after ms: " + times);
            assertThat(median(times)).isLessThan(TOUCH_MS);
        }
    }

    private static String[] with(String... options) {
        List<String> all = new ArrayList<>(List.of(SMALL_RINGS));
        Collections.addAll(all, options);
        return all.toArray(String[]::new);
    }

    private static long millisecondsUntil(Callable<Boolean> condition) throws Exception {
        long beganNs = System.nanoTime();
        Eventually.until("a change is noticed", condition);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static Set<Integer> set(Integer... cpus) {
        return Set.of(cpus);
    }

    static long kilobytes(Path file) throws Exception {
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String text = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(du.waitFor()).isZero();
        return Long.parseLong(text.substring(0, text.indexOf('\t')));
    }
}
