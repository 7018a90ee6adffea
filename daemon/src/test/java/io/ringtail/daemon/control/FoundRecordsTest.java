package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a daemon looks at the mappings of processes whose records it found in the file. */
class FoundRecordsTest {
    private static final int CLIENTS = 64;
    private static final int AT_ONCE = 16;
    private static final long START_TIME = 5;
    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4), CLIENTS, 64, 16);
    private static final Quotas QUOTAS = new Quotas(CLIENTS, 100, 100, 0);

    @TempDir
    private Path dir;

    private final LivingProcesses processes = new LivingProcesses();
    private BufferFile file;
    private ClientTable clients;
    private ThreadSlotBlocks blocks;

    /** They all live, and either all or none of them have mapped the file. */
    private static final class LivingProcesses implements ProcessTable {
        private final List<Integer> lookedAt = new ArrayList<>();
        private final List<Integer> startTimesRead = new ArrayList<>();
        private boolean mapped;

        @Override
        public long startTime(int pid) {
            startTimesRead.add(pid);
            return START_TIME;
        }

        @Override
        public boolean hasNotMapped(int pid, long inode) {
            lookedAt.add(pid);
            return !mapped;
        }
    }

    @BeforeEach
    void create() throws Exception {
        file = BufferFile.open(dir.resolve("buffer"), GEOMETRY);
        RemoteLog log = new RemoteLog(System::nanoTime);
        clients = new ClientTable(file, processes, QUOTAS, log);
        blocks = new ThreadSlotBlocks(file, QUOTAS, clients::holder, log);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void shouldLookOnceAtAProcessThatManyRecordsName() throws Exception {
        adopt(client -> 100);
        assertThat(clients.ended(1, blocks).cardinality()).isEqualTo(CLIENTS);
        assertThat(processes.lookedAt).containsExactly(100);
        assertThat(processes.startTimesRead).containsExactly(100);
    }

    @Test
    void shouldLookAtAFewProcessesInAPassAndAtAllInTurn() throws Exception {
        processes.mapped = true;
        adopt(client -> 100 + client);
        for (int pass = 1; pass <= CLIENTS / AT_ONCE; pass++) {
            assertThat(clients.ended(pass, blocks).isEmpty()).isTrue();
            assertThat(processes.lookedAt).hasSize(pass * AT_ONCE).doesNotHaveDuplicates();
        }
    }

    private void adopt(IntUnaryOperator pidOf) throws Exception {
        UnsafeBuffer memory = file.metadata();
        for (int client = 0; client < CLIENTS; client++) {
            int record = GEOMETRY.clientOffset(client);
            memory.putInt(record + ClientDescriptor.PID_OFFSET, pidOf.applyAsInt(client));
            memory.putLong(record + ClientDescriptor.START_TIME_OFFSET, START_TIME);
            memory.putInt(record + ClientDescriptor.GENERATION_OFFSET, 1);
            memory.putLong(
                    record + ClientDescriptor.TENURE_OFFSET, ClientDescriptor.tenure(1, ClientDescriptor.ENTERED));
            memory.putInt(record + ClientDescriptor.STATE_OFFSET, ClientDescriptor.IN_USE);
        }
        file.close();
        create();
    }
}
