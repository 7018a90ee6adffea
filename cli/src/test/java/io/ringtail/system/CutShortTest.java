package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.HeaderDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A buffer file that another process truncates under load. This may end writers, which only sealed memory prevents; the
 * daemon ends visibly, the next one serves, and a client that wrote nothing meanwhile attaches to it.
 */
@Tag("once")
@Timeout(120)
@Tag("extensive")
final class CutShortTest {
    /** SIGABRT: the JVM itself aborts when its interpreter faults in an atomic access. */
    private static final int ABORTED = 134;

    enum Cut {
        EMPTY,
        HEADER_ONLY,
        HALF;

        void apply(RandomAccessFile buffer) throws IOException {
            buffer.setLength(
                    switch (this) {
                        case EMPTY -> 0;
                        case HEADER_ONLY -> HeaderDescriptor.HEADER_LENGTH;
                        case HALF -> buffer.length() / 2;
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndVisiblyAndLetTheNextDaemonServe(Cut cut) throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-memory", "file");
                CountingClient idle = attached(host, 0, 1);
                CountingClient busy = attached(host, 1, 4)) {
            awaitEvents(host, busy);
            try (RandomAccessFile buffer = buffer(host)) {
                cut.apply(buffer);
            }
            assertEnded(host.daemon());
            busy.process().close();
            host.restart();
            idle.go();
            Eventually.until("the idle client writes to the next daemon", () -> host.sum("written") > 100);
        }
    }

    /**
     * The daemon's check, once a second, finds the file as long as before. What was in it is lost, and threads that
     * touch it in between may be ended; nothing else fails.
     */
    @ParameterizedTest
    @EnumSource
    void shouldRestoreWhatWasCutAndGrownAgainAtOnce(Cut cut) throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-memory", "file");
                CountingClient idle = attached(host, 0, 1);
                CountingClient busy = attached(host, 1, 4)) {
            awaitEvents(host, busy);
            try (RandomAccessFile buffer = buffer(host)) {
                long length = buffer.length();
                cut.apply(buffer);
                buffer.setLength(length);
            }
            Eventually.until(
                    "the daemon notices",
                    () -> !host.daemon().isAlive() || noticed(host.daemon().err()));
            busy.process().close();
            idle.go();
            awaitMore(host);
        }
    }

    /**
     * Waits until more events come, from the next daemon if this one ends: it may have told what it noticed while one of
     * its threads is being ended for what it touched.
     */
    private static void awaitMore(RingtailHost host) throws Exception {
        try {
            long before = host.sum("written");
            Eventually.until("the idle client writes", () -> host.sum("written") > before + 100);
        } catch (IOException e) {
            assertEnded(host.daemon());
            host.restart();
            awaitMore(host);
        }
    }

    private static CountingClient attached(RingtailHost host, int firstThread, int threads) throws IOException {
        return CountingClient.start(host, List.of(), firstThread, threads).ready();
    }

    private static void awaitEvents(RingtailHost host, CountingClient busy) throws Exception {
        busy.go();
        Eventually.until("events are written", () -> host.sum("written") > 10_000);
    }

    private static RandomAccessFile buffer(RingtailHost host) throws IOException {
        return new RandomAccessFile(host.directory().resolve("buffer").toFile(), "rw");
    }

    private static boolean noticed(String log) {
        return log.contains("was corrupted by a process with write access") || log.contains("the ring is damaged");
    }

    private static void assertEnded(RingtailProcess daemon) throws Exception {
        int status = daemon.status();
        if (status != ABORTED) {
            assertThat(status).isEqualTo(1);
            assertThat(daemon.err().lines().filter(line -> line.contains("buffer has been truncated ")))
                    .hasSize(1);
        }
    }
}
