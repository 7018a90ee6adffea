package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The amount of log output caused by a process that scribbles over the file without end. */
class RingLogTest {
    private static final int SECONDS = 50;
    private static final int CPUS = 20;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.ringtail.daemon.buffer");
    private long nowNs = 1;
    private final RemoteLog log = new RemoteLog(() -> nowNs);

    @TempDir
    private Path dir;

    private BufferFile file;

    @BeforeEach
    void start() throws Exception {
        file = BufferFile.open(
                dir.resolve("buffer"), Geometry.of(BufferMode.OVERWRITE, CPUS, new RingGeometry(4096, 4)));
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        file.close();
    }

    @Test
    void shouldCountImpossibleIntentsOfDeadThreads() throws Exception {
        file.allocate(file.geometry().threadSlotOffset(0), ThreadSlotDescriptor.BLOCK * ThreadSlotDescriptor.LENGTH);
        RingRepair repair = new RingRepair(file, log);
        BitSet dead = new BitSet();
        dead.set(0);
        for (int second = 0; second < SECONDS; second++) {
            file.metadata().putIntRelease(file.geometry().threadSlotOffset(0), 77);
            repair.settle(dead, new BitSet());
            pass();
        }
        log.close();
        assertThat(lines())
                .hasSize(6)
                .last()
                .isEqualTo("dead writers: 45 more drops of invalid intents in the last 50 s");
    }

    @Test
    void shouldCountDamagesOfAllRings() throws Exception {
        RingInspector inspector = new RingInspector(file, log);
        for (int cpu = 0; cpu < CPUS; cpu++) {
            file.prepare(cpu);
        }
        inspector.inspect(new BitSet(), nowNs);
        for (int second = 0; second < SECONDS; second++) {
            for (int cpu = 0; cpu < CPUS; cpu++) {
                ring(cpu).region().putLongRelease(RingDescriptor.TOP_OFFSET, -1);
            }
            inspector.inspect(new BitSet(), nowNs);
            pass();
        }
        log.close();
        assertThat(lines()).hasSize(6);
        assertThat(lines().get(0)).startsWith("CPU 0: the ring is damaged: top changed from 0 to -1");
        assertThat(lines())
                .last()
                .asString()
                .startsWith("a process with write access to the buffer: ")
                .contains(" more corruptions of rings in the last");
        assertThat(ring(CPUS - 1).damage()).isNotEmpty();
    }

    private ReaderRing ring(int cpu) {
        return Objects.requireNonNull(file.ring(cpu));
    }

    private void pass() {
        nowNs += TimeUnit.SECONDS.toNanos(1);
        log.flush();
    }

    private List<String> lines() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
