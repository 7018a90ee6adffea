package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Checks that a tail prints events ordered by time across all CPUs on a busy machine; {@code
 * -Dringtail.tail.events=20000} makes each thread write more.
 */
@Timeout(180)
@Tag("extensive")
final class TailOrderTest {
    private static final int BUSY_PROCESSES = 4;
    private static final int THREADS = 8;
    private static final int COUNT = Integer.getInteger("ringtail.tail.events", 10_000);
    private static final long ALL = (long) THREADS * COUNT;
    /** Longer than any timeout. */
    private static final long STOP_NS = TimeUnit.SECONDS.toNanos(4);

    private final List<Process> busy = new ArrayList<>();

    @BeforeEach
    void makeBusy() throws Exception {
        for (int i = 0; i < BUSY_PROCESSES; i++) {
            busy.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
        }
    }

    @AfterEach
    void endBusy() {
        busy.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldKeepTheOrderWhileItIsStoppedForLongerThanAnybodyWaits() throws Exception {
        try (RingtailHost host = new RingtailHost(RingtailHost.BUSY, "--mode", "discard", "--buffer-size", "64m");
                RingtailProcess tail = host.start("tail", "--json", "--from", "oldest", "--dir", host.dir());
                RingtailProcess load = load(host, "0")) {
            TailedEvents tailed = new TailedEvents(true);
            tailed.read(tail.out(), ALL / 10);
            tail.signal("STOP");
            LockSupport.parkNanos(STOP_NS);
            tail.signal("CONT");
            tailed.read(tail.out(), ALL);
            assertThat(tailed.lost()).isZero();
            assertThat(load.ended().status()).isZero();
        }
    }

    @Test
    void shouldKeepTheOrderOfEventsThatComeNowAndThen() throws Exception {
        try (RingtailHost host = new RingtailHost(RingtailHost.BUSY, "--mode", "discard", "--buffer-size", "64m");
                RingtailProcess tail = host.start("tail", "--json", "--from", "oldest", "--dir", host.dir());
                RingtailProcess load = load(host, "20000")) {
            TailedEvents tailed = new TailedEvents(true);
            tailed.read(tail.out(), ALL);
            assertThat(tailed.lost()).isZero();
            assertThat(load.ended().status()).isZero();
        }
    }

    private static RingtailProcess load(RingtailHost host, String rate) throws Exception {
        List<String> command = new ArrayList<>(List.of("load", "--dir", host.dir(), "--threads", "" + THREADS));
        command.addAll(List.of("--count", "" + COUNT, "--payload", "0"));
        command.addAll(rate.equals("0") ? List.of() : List.of("--rate", rate));
        return host.start(command.toArray(new String[0]));
    }
}
