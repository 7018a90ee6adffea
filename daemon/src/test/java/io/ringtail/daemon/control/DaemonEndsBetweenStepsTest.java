package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingRepair;
import io.ringtail.daemon.hotplug.CpuTopology;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A daemon that ends between two steps of a CPU's way online. It leaves only the contents of the file; the next daemon
 * brings the CPUs up from there, while an attached client continues to write.
 */
@Timeout(60)
class DaemonEndsBetweenStepsTest {
    private static final long BOTH = 0b11;
    private static final long ALL_FOUR = 0b1111;

    /** The first daemon's last action for CPUs 2 and 3. */
    enum Step {
        REGION_INITIALISED,
        DESCRIPTOR_STORED,
        EPOCH_MOVED,
        ANNOUNCED,
        ANSWERED,
        BARRIER_EXECUTED,
        FIRST_BIT_STORED,
        PUBLISHED
    }

    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void shouldBringCpusOnlineWhereverTheDaemonBeforeEnded(Step last) throws Exception {
        try (TestTracer tracer = new TestTracer(dir)) {
            Writing writing;
            long epoch;
            try (SteppedDaemon daemon = new SteppedDaemon(dir)) {
                daemon.until("attached", () -> !tracer.attachments.isEmpty());
                daemon.until("CPUs 0 and 1", () -> daemon.online() == BOTH);
                writing = new Writing(tracer.attachment());
                daemon.goTo(last);
                epoch = daemon.epoch();
            }
            writing.awaitMore();
            try (TestDaemon next = new TestDaemon(dir, "0-3")) {
                assertThat(next.file.adopted()).isTrue();
                AtomicBuffer metadata = next.file.metadata();
                Eventually.until(
                        "all four CPUs",
                        () -> metadata.getLongVolatile(HeaderDescriptor.ONLINE_MASK_OFFSET) == ALL_FOUR);
                assertThat(metadata.getLong(HeaderDescriptor.EPOCH_OFFSET)).isGreaterThanOrEqualTo(epoch);
                assertThat(tracer.attachments).hasSize(1);
                writing.end();
                Attachment attachment = tracer.attachment();
                assertThat(attachment.ringFor(2)).isSameAs(attachment.rings().get(2));
                assertThat(attachment.ringFor(3)).isSameAs(attachment.rings().get(3));
                writing.write(2);
                writing.write(3);
                assertThat(written(next.file)).isEqualTo(writing.written.get());
            }
        }
    }

    private static long written(BufferFile file) {
        long sum = 0;
        for (int cpu = 0; cpu < 4; cpu++) {
            ReaderRing ring = file.ring(cpu);
            assertThat(ring).as("CPU %d", cpu).isNotNull();
            sum += ring.statistics().written();
        }
        return sum;
    }

    /** A thread of the client that writes on CPUs 0 and 1 in turn. */
    private static final class Writing {
        private final Attachment attachment;
        private final RingWriter writer;
        private final Thread thread = new Thread(this::run, "writing");
        private volatile boolean ending;
        private final AtomicLong written = new AtomicLong();

        Writing(Attachment attachment) {
            this.attachment = attachment;
            int slot = attachment.slots().take(thread, 4711);
            assertThat(slot).isNotNegative();
            this.writer = attachment.writer(slot, NanoClock.MONOTONIC);
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            for (int cpu = 0; !ending; cpu ^= 1) {
                write(cpu);
                Thread.onSpinWait();
            }
        }

        void write(int cpu) {
            WriterRing ring = attachment.ringFor(cpu);
            if (ring != null && writer.write(ring, new byte[8], 8)) {
                written.incrementAndGet();
            }
        }

        void awaitMore() throws Exception {
            long before = written.get();
            Eventually.until("writing goes on", () -> written.get() > before);
        }

        void end() throws InterruptedException {
            ending = true;
            thread.join();
        }
    }

    /** A daemon without a thread: it performs a step when the test calls for one, and ends at any point. */
    private static final class SteppedDaemon implements AutoCloseable {
        private final Path dir;
        private final RunDirectory directory;
        private final BufferFile file;
        private final EndingBarrier barrier = new EndingBarrier();
        private final DaemonConductor conductor;
        private final ControlServer server;

        SteppedDaemon(Path dir) throws Exception {
            this.dir = dir;
            TestDaemon.setOnline(dir, "0-1");
            RemoteLog log = new RemoteLog(System::nanoTime);
            directory = RunDirectory.lock(dir);
            file = BufferFile.open(directory.buffer(), TestDaemon.GEOMETRY);
            conductor = new DaemonConductor(
                    file,
                    new CpuTopology(dir.resolve("sysfs")),
                    barrier,
                    new RingRepair(file, new RemoteLog(System::nanoTime))::settle,
                    TestDaemon.QUOTAS,
                    System::nanoTime,
                    log,
                    EventPolicy.ofDaemon());
            server = ControlServer.bind(directory, conductor, BufferHandOver.NONE, new DaemonEnd(), log);
        }

        void goTo(Step last) throws Exception {
            switch (last) {
                case REGION_INITIALISED, DESCRIPTOR_STORED, EPOCH_MOVED -> prepareByHand(last);
                case ANNOUNCED -> announce();
                case ANSWERED -> {
                    announce();
                    Eventually.until("an answer", this::answered);
                }
                case BARRIER_EXECUTED, FIRST_BIT_STORED -> {
                    barrier.ending = true;
                    announce();
                    until("the barrier", () -> barrier.ended);
                    if (last == Step.FIRST_BIT_STORED) {
                        file.metadata().putLongRelease(HeaderDescriptor.ONLINE_MASK_OFFSET, online() | 0b100);
                    }
                }
                case PUBLISHED -> {
                    announce();
                    until("published", () -> online() == ALL_FOUR);
                }
            }
        }

        private void prepareByHand(Step last) throws Exception {
            file.prepare(2);
            int state = TestDaemon.GEOMETRY.cpuOffset(2) + CpuDescriptor.STATE_OFFSET;
            if (last == Step.REGION_INITIALISED) {
                // No client looks at a descriptor before it is notified.
                file.metadata().putIntRelease(state, CpuDescriptor.ABSENT);
            } else if (last == Step.EPOCH_MOVED) {
                file.metadata().putLongRelease(HeaderDescriptor.EPOCH_OFFSET, epoch() + 1);
            }
        }

        private void announce() throws Exception {
            long before = epoch();
            TestDaemon.setOnline(dir, "0-3");
            until("announced", () -> epoch() > before);
        }

        private boolean answered() {
            int record = TestDaemon.GEOMETRY.clientOffset(0);
            long acknowledged = file.metadata().getLongVolatile(record + ClientDescriptor.ACKNOWLEDGED_OFFSET);
            return (acknowledged & 0xffff_ffffL) == epoch();
        }

        long epoch() {
            return file.metadata().getLongVolatile(HeaderDescriptor.EPOCH_OFFSET);
        }

        long online() {
            return file.metadata().getLongVolatile(HeaderDescriptor.ONLINE_MASK_OFFSET);
        }

        /** Continues step by step until a condition holds. */
        void until(String what, Callable<Boolean> condition) throws Exception {
            Eventually.until(what, () -> {
                if (!condition.call()) {
                    conductor.doWork();
                }
                return condition.call();
            });
        }

        @Override
        public void close() {
            server.close();
            file.close();
            directory.close();
        }
    }

    /** A barrier after which, on request, nothing more is published. */
    private static final class EndingBarrier implements ProcessBarrier {
        private final ProcessBarrier barrier = ProcessBarrier.using(null);
        private boolean ending;
        private boolean ended;

        @Override
        public String name() {
            return barrier.name();
        }

        @Override
        public boolean isRegistered() {
            return barrier.isRegistered();
        }

        @Override
        public void acrossThisProcess() {
            barrier.acrossThisProcess();
        }

        @Override
        public boolean acrossRegistered() {
            ended |= barrier.acrossRegistered() && ending;
            return !ended;
        }
    }
}
